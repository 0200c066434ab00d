/* AArch64: the formats of its kernels. */
#include "hand_over.h"

#include "guest_memory.h"
#include "raw_image.h"
#include "string.h"
#include "vcpu.h"

const uint32_t raw_image_magic = 0x644d5241; /* "ARM\x64" */
const uint64_t raw_image_alignment = PAGE_SIZE;

void kernel_formats_add(void)
{
    image_format_add(&raw_image_format);
}

/* If the CPU does not support a kernel's page size, the kernel stops at once and prints nothing:
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

/* --- What a kernel may do on a machine that has no hypervisor --- */

#define CNTHCTL_EL1PCTEN BIT(0) /* D19.12: EL1 may read the physical counter */
#define HCR_SWIO         BIT(1) /* D19.2: DC ISW cleans as well, so it loses no bytes */

/* booting.rst asks for EL1PCTEN; both counters are equal, because CNTVOFF_EL2 is 0. U-Boot
 * cleans the caches by set and way. */
static void start_on_machine(struct vcpu *vcpu, uint64_t entry)
{
    vcpu->cnthctl_el2 |= CNTHCTL_EL1PCTEN;
    vcpu->hcr_el2 = (vcpu->hcr_el2 & ~HCR_TSW) | HCR_SWIO;
}

/* --- What its firmware leaves --- */

/* A second copy of the device tree, at the start of RAM if nothing has been loaded there: "guests
 * booting as bare-metal" look for it there (QEMU: docs/system/arm/virt.rst). Others get its address
 * in x0. Hypercalls offer the rest. */
error add_firmware(struct guest *guest)
{
    uint64_t left, last = guest->ram.base + guest->ram.size - PAGE_SIZE;
    void *to = guest_memory_at(guest, guest->ram.base, STAGE2_W, &left);
    const void *tree = guest_memory_at(guest, last, STAGE2_R, &left);
    if (!to || !tree)
        return error_of("no memory for a copy of its device tree");
    if (page_is_unused(to)) {
        memcpy(to, tree, PAGE_SIZE);
        guest_memory_clean(guest, guest->ram.base, PAGE_SIZE);
    }
    guest_add_start(guest, start_on_machine);
    return OK;
}
