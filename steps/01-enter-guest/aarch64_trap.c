/* AArch64: what the registers say about a guest's trap. */
#include "enter_guest.h"

#include "machine.h"
#include "print.h"

bool trapped_at(uint64_t gpa)
{
    uint64_t esr = sysreg_read(esr_el2);
    return is_stage2_fault(esr) && fault_gpa(esr) == gpa;
}

bool trapped_by_hypercall(void)
{
    return ESR_EC(sysreg_read(esr_el2)) == EC_HVC64;
}

void print_trap(void)
{
    uint64_t esr = sysreg_read(esr_el2), spsr = sysreg_read(spsr_el2);
    printf("trap handler: %s\n", cause_name(esr));
    printf("  esr=0x%lx elr=0x%lx spsr=0x%lx, from EL%lu\n", esr, sysreg_read(elr_el2), spsr,
           SPSR_EL(spsr));
    if (is_stage2_fault(esr)) { /* otherwise these two are UNKNOWN */
        printf("  far=0x%lx", sysreg_read(far_el2));
        if (hpfar_is_known(esr))
            printf(" hpfar=0x%lx", sysreg_read(hpfar_el2));
        printf(" (GPA 0x%lx)\n", fault_gpa(esr));
    }
}
