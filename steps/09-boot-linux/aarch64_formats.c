/* AArch64: the formats of its kernels. */
#include "hand_over.h"
#include "machine.h"
#include "raw_image.h"

const uint32_t raw_image_magic = 0x644d5241; /* "ARM\x64" */
const uint64_t raw_image_alignment = PAGE_SIZE;

void kernel_formats_add(void)
{
    image_format_add(&raw_image_format);
}

/* A kernel whose pages have a size that the CPU does not know stops at once, and prints nothing:
 * D19.2. */
enum { BIG_ENDIAN = 1 << 0, PAGES_16K = 2, PAGES_64K = 3 };
#define FLAGS_PAGES(flags)        ((flags) >> 1 & 3)
#define ID_AA64MMFR0_TGRAN16(reg) ((reg) >> 20 & 0xf) /* 0: none */
#define ID_AA64MMFR0_TGRAN64(reg) ((reg) >> 24 & 0xf) /* 15: none */

error check_kernel_flags(uint64_t flags)
{
    uint64_t features = sysreg_read(id_aa64mmfr0_el1);
    if (flags & BIG_ENDIAN)
        return error_of("a big-endian Image: build it for little-endian");
    if (FLAGS_PAGES(flags) == PAGES_16K && !ID_AA64MMFR0_TGRAN16(features))
        return error_of("an Image with pages of 16 KiB, which this CPU does not have");
    if (FLAGS_PAGES(flags) == PAGES_64K && ID_AA64MMFR0_TGRAN64(features) == 0xf)
        return error_of("an Image with pages of 64 KiB, which this CPU does not have");
    return OK;
}

/* Nothing: the device tree and the hypercalls say and do it all. */
error add_firmware(struct guest *guest)
{
    return OK;
}
