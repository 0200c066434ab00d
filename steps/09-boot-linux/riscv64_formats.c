/* RISC-V: the formats of its kernels. */
#include "hand_over.h"
#include "raw_image.h"

const uint32_t raw_image_magic = 0x05435352;    /* "RSC\5" */
const uint64_t raw_image_alignment = 2ul << 20; /* Linux maps itself with pages of this size */

void kernel_formats_add(void)
{
    image_format_add(&raw_image_format);
}

enum { BIG_ENDIAN = 1 << 0 };

error check_kernel_flags(uint64_t flags)
{
    return flags & BIG_ENDIAN ? error_of("a big-endian Image: build it for little-endian") : OK;
}

/* Nothing: the device tree and the hypercalls offer everything. */
error add_firmware(struct guest *guest)
{
    return OK;
}
