#include "raw_image.h"

#include "string.h"

#define BASE_ALIGNMENT (2ul << 20) /* of the address from which text_offset counts */

/* All numbers are little-endian. */
struct header {
    uint32_t code[2];
    uint64_t text_offset; /* bytes from an aligned address to the first byte of the file */
    uint64_t image_size;  /* bytes of memory from there on, also those outside the file */
    uint64_t flags;
    uint64_t reserved[3];
    uint32_t magic, reserved_2;
};

static struct header header_of(const uint8_t *first)
{
    struct header header;
    memcpy(&header, first, sizeof header);
    return header;
}

bool raw_image_is(const uint8_t *first, uint64_t file_size)
{
    return file_size >= sizeof(struct header) && header_of(first).magic == raw_image_magic;
}

/* The file is larger than the kernel's memory if a signature follows the kernel. */
error raw_image_read_header(const uint8_t *first, uint64_t file_size, uint64_t base, uint64_t size,
                            struct kernel_image *image)
{
    struct header header = header_of(first);
    uint64_t start = (base + BASE_ALIGNMENT - 1) & -BASE_ALIGNMENT, end = base + size;
    uint64_t needs = header.image_size > file_size ? header.image_size : file_size;
    if (!header.image_size)
        return error_of("an Image whose header does not say how much memory it needs");
    TRY(check_kernel_flags(header.flags));
    if (header.text_offset % raw_image_alignment)
        return error_of("an Image at offset 0x%lx, which is not a multiple of 0x%lx",
                        header.text_offset, raw_image_alignment);
    if (start > end || header.text_offset > end - start || needs > end - start - header.text_offset)
        return error_of("an Image that needs 0x%lx bytes at 0x%lx + 0x%lx, but the guest has "
                        "0x%lx..0x%lx (--guest-mem)",
                        needs, start, header.text_offset, base, end);
    start += header.text_offset;
    *image = (struct kernel_image){0, file_size, start, needs, start};
    return OK;
}
