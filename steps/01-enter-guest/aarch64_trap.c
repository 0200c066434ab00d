/* AArch64: what the registers say of a guest's trap. */
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
    printf("trap handler: %s, at 0x%lx", cause_name(esr), sysreg_read(elr_el2));
    if (is_abort(esr)) /* otherwise these two are an earlier abort's */
        printf(" (far=0x%lx hpfar=0x%lx)", sysreg_read(far_el2), sysreg_read(hpfar_el2));
    printf("\n  esr=0x%lx elr=0x%lx spsr=0x%lx", esr, sysreg_read(elr_el2), spsr);
    if (is_stage2_fault(esr))
        printf(" (GPA 0x%lx)", fault_gpa(esr));
    printf(", from EL%lu\n", SPSR_EL(spsr));
}
