/* RISC-V: VU-mode, Sv39. */
#include "programs.h"

#define ROOT       (GUEST_PAGES - 1) /* the page of the guest's */
#define UPPER_HALF (-(1ul << 38))
#define GIBS       4 /* devices, and the guest's memory */
#define SATP_SV39  (8ul << 60)
#define SUM        BIT(18) /* of sstatus: the kernel may access what is a program's */

static void fill_root(void)
{
    uint64_t *root = (uint64_t *)guest_page(ROOT);
    for (uint64_t n = 0; n < GIBS; n++) {
        uint64_t leaf = n << 28 | PTE_V | PTE_PROT | PTE_A | PTE_D;
        root[n] = leaf | PTE_U;
        root[256 + n] = leaf;
    }
}

bool start_program(struct vcpu *vcpu)
{
    if (random_below(2))
        return false;
    fill_root();
    csr_write(vsatp, SATP_SV39 | (GUEST_BASE >> PAGE_SHIFT) + ROOT);
    /* What is there goes on after a trap, if the guest uses devices. */
    uint64_t vector = random_below(4) ? csr_read(vstvec) : random_guest_address();
    csr_write(vstvec, UPPER_HALF + (vector & ~3ul));
    csr_set(vsstatus, random_bits() & (SSTATUS_FS | SUM));
    if (random_below(4))
        csr_clear(sstatus, SSTATUS_SPP); /* VU-mode */
    else
        vcpu->pc += UPPER_HALF;
    return true;
}
