/* x86_64: what the VMCB says about a guest's exit. */
#include "enter_guest.h"

#include "machine.h"
#include "print.h"
#include "x86_64_vmcb.h"

static bool is_stage2_fault(uint64_t exitcode)
{
    return exitcode == VMEXIT_NPF;
}

/* 15.25.6: exitinfo2 has all bits of the guest-physical address. */
static uint64_t fault_gpa(void)
{
    return guest_vmcb.exitinfo2;
}

bool trapped_at(uint64_t gpa)
{
    return is_stage2_fault(guest_vmcb.exitcode) && fault_gpa() == gpa;
}

bool trapped_by_hypercall(void)
{
    return guest_vmcb.exitcode == VMEXIT_VMMCALL;
}

void print_trap(void)
{
    const struct vmcb *vmcb = &guest_vmcb;
    printf("trap handler: #VMEXIT %s at 0x%lx (exitcode=0x%lx)\n", cause_name(vmcb->exitcode),
           vmcb->cs.base + vmcb->rip, vmcb->exitcode);
    printf("  rip=0x%lx exitinfo1=0x%lx exitinfo2=0x%lx, %s, CPL %u\n", vmcb->rip, vmcb->exitinfo1,
           vmcb->exitinfo2, vmcb->cr0 & CR0_PE ? "protected mode" : "real mode", vmcb->cpl);
    if (is_stage2_fault(vmcb->exitcode)) {
        printf("  exitinfo1:");
        print_npf(vmcb->exitinfo1);
        printf(" (GPA 0x%lx)\n", fault_gpa());
    }
}
