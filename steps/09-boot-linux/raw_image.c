#include "raw_image.h"

#include "fat32.h"
#include "hand_over.h"
#include "string.h"
#include "vcpu.h"
#include ARCH_HEADER(demand)

#define RAW_IMAGE_BASE (2ul << 20) /* what text_offset counts from is a multiple of it */

static bool raw_image_is(const uint8_t *first, uint64_t file_size)
{
    struct raw_image_header header;
    memcpy(&header, first, sizeof header);
    return file_size >= sizeof header && header.magic == raw_image_magic;
}

/* The file may be larger than what the kernel needs, if it has been signed. */
static error check_header(const struct raw_image_header *header, uint64_t file_size, uint64_t base,
                          const struct guest_layout *layout)
{
    uint64_t end = layout->base + layout->size, offset = header->text_offset;
    uint64_t needs = header->image_size > file_size ? header->image_size : file_size;
    if (!header->image_size)
        return error_of("an Image whose header does not say how much memory it needs");
    TRY(check_kernel_flags(header->flags));
    if (offset % raw_image_alignment)
        return error_of("an Image at offset 0x%lx, which is not a multiple of 0x%lx", offset,
                        raw_image_alignment);
    if (base > end || offset > end - base || needs > end - base - offset)
        return error_of("an Image that needs 0x%lx bytes at 0x%lx + 0x%lx, but the guest has "
                        "0x%lx..0x%lx (--guest-mem)",
                        needs, base, offset, layout->base, end);
    return OK;
}

/* --- The start --- */

static guest_start *start;

/* booting.rst asks for 0 in the registers that our own guests find sizes in. */
static void start_raw_image(struct vcpu *vcpu, uint64_t entry)
{
    start(vcpu, entry);
    vcpu_set_register(vcpu, RAM_SIZE_REGISTER, 0);
    vcpu_set_register(vcpu, FLASH_SIZE_REGISTER, 0);
}

static error hand_over_raw_image(struct guest *guest)
{
    start = guest->start;
    guest->start = start_raw_image;
    return OK;
}

static error load_raw_image(struct guest *guest, const struct guest_layout *layout,
                            struct fat32_file *file, const uint8_t *first)
{
    struct raw_image_header header;
    memcpy(&header, first, sizeof header);
    uint64_t base = (layout->base + RAW_IMAGE_BASE - 1) & -RAW_IMAGE_BASE;
    TRY(check_header(&header, file->size, base, layout));
    guest->entry = base + header.text_offset;
    guest->start = layout->elf_start;
    guest->hand_over = hand_over_raw_image;
    guest->image_start = guest->entry;
    guest->image_end = guest->entry + header.image_size;
    return guest_read_file(guest, file, 0, guest->entry, file->size);
}

struct image_format raw_image_format = {"Image", raw_image_is, load_raw_image, NULL};
