#include "hand_over.h"

error load_kernel_image(struct guest *guest, struct fat32_file *file,
                        const struct kernel_image *image)
{
    guest->entry = image->entry;
    guest->image_end = image->gpa + image->needs;
    return guest_read_file(guest, file, image->offset, image->gpa, image->size);
}

/* The initrd, and after it the page by which the kernel learns of its machine, are at the end. */
static error check_room(const struct guest *guest)
{
    uint64_t end = guest->ram.base + guest->ram.size - PAGE_SIZE;
    if (guest->initrd_size)
        end = guest->initrd;
    if (guest->image_end <= end)
        return OK;
    return error_of("it needs memory up to 0x%lx, and has it up to 0x%lx: there is its %s "
                    "(--guest-mem)",
                    guest->image_end, end,
                    guest->initrd_size ? "initrd" : "description of the machine");
}

error hand_over(struct guest *guest)
{
    TRY(check_room(guest));
    TRY(add_firmware(guest));
    return guest->hand_over ? guest->hand_over(guest) : OK;
}
