#include "hand_over.h"

error load_kernel_image(struct guest *guest, struct fat32_file *file,
                        const struct kernel_image *image)
{
    guest->entry = image->entry;
    guest->image_start = image->gpa;
    guest->image_end = image->gpa + image->needs;
    return guest_read_file(guest, file, image->offset, image->gpa, image->size);
}

error hand_over(struct guest *guest)
{
    uint64_t end = guest->initrd + guest->initrd_size;
    if (guest->initrd < guest->image_end && end > guest->image_start)
        return error_of("it needs 0x%lx..0x%lx, and its initrd lies at 0x%lx..0x%lx (--guest-mem)",
                        guest->image_start, guest->image_end, guest->initrd, end);
    TRY(add_firmware(guest));
    return guest->hand_over ? guest->hand_over(guest) : OK;
}
