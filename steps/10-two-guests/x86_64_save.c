/* x86_64: a vCPU off this CPU, and on it again. */
#include "save.h"

#include "cpu_pages.h"
#include "timer.h"
#include "x86_64_interrupts.h"

/* --- Registers --- */

/* Nothing: the VMCB has them, or the switch has saved them already. */

/* --- Floating point --- */

static void save_units(struct vcpu *vcpu)
{
    __asm__ volatile("fxsave64 %0" : "=m"(vcpu->fpu));
}

/* CR0.TS, which would make each instruction of the unit exit, is the guest's here. */
void units_lend_lazily(void)
{
}

/* --- Off, and on --- */

/* A reservation: x86-64 has none. A locked instruction is complete when the guest exits. */

void vcpu_load_beside(struct vcpu *vcpu)
{
    vcpu_load(vcpu);
}

void vcpu_save(struct vcpu *vcpu)
{
    save_units(vcpu);
    vcpu->on_cpu = NULL;
}

/* The guest's ASID keeps its translations apart from another's, so there is no flush. 11.4.4:
 * FNINIT clears the x87 pointers, which FXRSTOR may leave as they are. */
void vcpu_restore(struct vcpu *vcpu)
{
    vcpu->on_cpu = this_cpu();
    vcpu->host_state = (uintptr_t)vcpu->on_cpu->pages->host_state;
    reset_extended_state();
    __asm__ volatile("fninit; fxrstor64 %0" : : "m"(vcpu->fpu));
    vcpu_end_hlt_in_shadow(vcpu); /* an interrupt may have come meanwhile */
}

/* --- The guest's timer --- */

/* Its timer is a device of the board, with a deadline of the host's. */
uint64_t vcpu_wakes_at(const struct vcpu *vcpu)
{
    return NEVER;
}
