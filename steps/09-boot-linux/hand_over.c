#include "hand_over.h"

error hand_over(struct guest *guest)
{
    uint64_t end = guest->initrd + guest->initrd_size;
    if (guest->initrd < guest->image_end && end > guest->image_start)
        return error_of("it needs 0x%lx..0x%lx, and its initrd lies at 0x%lx..0x%lx (--guest-mem)",
                        guest->image_start, guest->image_end, guest->initrd, end);
    TRY(add_firmware(guest));
    return guest->hand_over ? guest->hand_over(guest) : OK;
}
