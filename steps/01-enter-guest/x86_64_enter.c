/* x86_64: everything that VMRUN takes with it into the guest. */
#include "enter_guest.h"

#include "isolation.h"
#include "machine.h"
#include "panic.h"
#include "x86_64_vmcb.h"

_Alignas(PAGE_SIZE) struct vmcb guest_vmcb;

/* x86_64_enter.S: executes VMRUN. */
_Noreturn void leave_host(struct vmcb *vmcb);

void enter_guest(uint64_t pc, void *root)
{
    svm_enable();
    guest_vmcb = (struct vmcb){0};

    /* --- The guest's memory --- */
    /* 15.25.4: the hardware ignores the low bits of a root that is not aligned. */
    if ((uintptr_t)root % STAGE2_ROOT_SIZE)
        panic("enter_guest: stage-2 root %p is not aligned to 4 KiB", root);
    vmcb_init(&guest_vmcb, root);

    /* --- The guest's mode --- */
    vmcb_start_protected(&guest_vmcb, pc);
    guest_vmcb.rax = pc; /* the guest has no stack, so no call can tell it its address */

    /* --- What traps to the host --- */
    /* All that is not for guests: vmcb_init() has set the intercepts. */
    trap_newer_features();
    check_isolation(root);

    /* --- The guest's first instruction --- */
    vmcb_check(&guest_vmcb);
    leave_host(&guest_vmcb);
}
