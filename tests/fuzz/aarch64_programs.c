/* AArch64: EL0, a 4 KiB granule with 39 bits. */
#include "programs.h"

#define KERNEL_ROOT (GUEST_PAGES - 1) /* pages of the guest's */
#define ROOT        (GUEST_PAGES - 2)
#define UPPER_HALF  (-(1ul << 39))
#define GIBS        4      /* devices, and the guest's memory */
#define BLOCK       0x701  /* normal memory, inner shareable, accessed */
#define EL0         BIT(6) /* AP[1] */

#define TCR_39_BITS (25 | 25 << 16 | 2ul << 30) /* and TG1 */
#define SCTLR_M     BIT(0)
#define SPSR_EL0T   0

static void fill_roots(void)
{
    for (uint64_t n = 0; n < GIBS; n++) {
        ((uint64_t *)guest_page(ROOT))[n] = n << 30 | BLOCK | EL0;
        ((uint64_t *)guest_page(KERNEL_ROOT))[n] = n << 30 | BLOCK;
    }
}

bool start_program(struct vcpu *vcpu)
{
    if (random_below(2))
        return false;
    fill_roots();
    sysreg_write(ttbr0_el1, GUEST_BASE + ROOT * PAGE_SIZE);
    sysreg_write(ttbr1_el1, GUEST_BASE + KERNEL_ROOT * PAGE_SIZE);
    sysreg_write(tcr_el1, TCR_39_BITS);
    sysreg_write(sctlr_el1, SCTLR_EL1_RES1 | SCTLR_M);
    sysreg_write(vbar_el1, UPPER_HALF + (random_guest_address() & ~0x7fful));
    sysreg_write(sp_el1, UPPER_HALF + (random_guest_address() & ~15ul));
    if (random_below(2))
        sysreg_write(cpacr_el1, CPACR_FPEN);
    if (random_below(4))
        sysreg_write(spsr_el2, SPSR_EL0T | (random_bits() & SPSR_DAIF));
    else
        vcpu->pc += UPPER_HALF;
    return true;
}
