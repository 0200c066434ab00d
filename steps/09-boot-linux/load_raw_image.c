#include "hand_over.h"

#include "fat32.h"
#include "raw_image.h"
#include "vcpu.h"
#include ARCH_HEADER(demand)

/* The registers in which our own guests find sizes have to be 0: booting.rst. */
static void start_raw_image(struct vcpu *vcpu, uint64_t entry)
{
    vcpu_set_register(vcpu, RAM_SIZE_REGISTER, 0);
    vcpu_set_register(vcpu, FLASH_SIZE_REGISTER, 0);
}

static error hand_over_raw_image(struct guest *guest)
{
    guest_add_start(guest, start_raw_image);
    keep_last_page(guest);
    return OK;
}

static error load_raw_image(struct guest *guest, const struct guest_layout *layout,
                            struct fat32_file *file, const uint8_t *first)
{
    struct kernel_image image;
    TRY(raw_image_read_header(first, file->size, layout->base, layout->size, &image));
    guest->start = layout->elf_start;
    guest->hand_over = hand_over_raw_image;
    return load_kernel_image(guest, file, &image);
}

struct image_format raw_image_format = {"Image", raw_image_is, load_raw_image, NULL};
