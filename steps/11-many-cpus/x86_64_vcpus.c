/* x86_64: the calls between a guest's CPUs: those of PSCI, and one that interrupts. */
#include "vcpus.h"

#include "board.h"
#include "psci_cpus.h"
#include "smccc.h"
#include "x86_64_interrupts.h"
#include "x86_64_vcpus.h"

/* --- On and off --- */

/* As start_elf() does, in 32-bit protected mode, in whatever mode the first one started; the
 * argument is in ebx. */
void vcpu_start_at(struct vcpu *vcpu, uint64_t entry, uint64_t argument)
{
    vcpu->vmcb.efer = EFER_SVME;
    vcpu->vmcb.cr0 = CR0_ET;
    vcpu->vmcb.cr3 = vcpu->vmcb.cr4 = 0;
    start_elf(vcpu, entry);
    vcpu->r[RBX] = argument;
    vcpu->called[0] = vcpu->called[1] = vcpu->called[2] = vcpu->called[3] = vcpu->call = 0;
}

/* --- Interrupts and fences --- */

/* No fences: as on a PC, a kernel interrupts its other CPUs, and each one empties its own TLB. */

static exit_handler *handle_other_interrupt;

/* The highest vector comes first, as from an APIC. Until it is taken, which exits, the call is
 * offered whenever the 8259s offer nothing. */
static void offer_calls(struct vcpu *vcpu)
{
    struct board *board = vcpu->guest->board;
    uint64_t vector = 0;
    for (unsigned i = 0; i < 4; i++) {
        if (vcpu->called[i])
            vector = 64 * i + 63 - __builtin_clzl(vcpu->called[i]);
    }
    vcpu->call = vector ? V_IRQ | V_IGN_TPR | vector << V_VECTOR_SHIFT : 0;
    vcpu->vmcb.intercept_1 |= INTERCEPT_VINTR;
    if (vcpu == board->vcpu)
        i8259_interrupt_taken(vcpu->guest, &board->pic);
    else
        vcpu_withdraw_interrupt(vcpu);
}

/* The guest is about to take a call. */
static enum guest_action handle_call(struct vcpu *vcpu, struct vm_exit *exit)
{
    struct vmcb *vmcb = &vcpu->vmcb;
    uint64_t vector = vcpu->call >> V_VECTOR_SHIFT;
    if (!vcpu->call || exit->cause != VMEXIT_VINTR ||
        vmcb->virtual_interrupts != (V_INTR_MASKING | vcpu->call))
        return handle_other_interrupt(vcpu, exit);
    vmcb->event_injection = EXITINTINFO_VALID | vector;
    vcpu->called[vector / 64] &= ~BIT(vector % 64);
    offer_calls(vcpu);
    return GUEST_RESUMES;
}

/* CPU_INTERRUPT(cpu, vector) */
static enum guest_action interrupt(struct vcpu *vcpu)
{
    const struct guest *guest = vcpu->guest;
    uint64_t number = hypercall_argument(vcpu, 0), vector = hypercall_argument(vcpu, 1);
    if (!from_guest_kernel(vcpu))
        return not_supported(vcpu);
    if (number >= guest->cpus || vector < 32 || vector > 255)
        return set_result(vcpu, INVALID_PARAMETER);
    struct vcpu *other = guest->vcpus[number];
    if (vcpu_is_on(other)) {
        vcpu_hold(other);
        other->called[vector / 64] |= BIT(vector % 64);
        offer_calls(other);
        vcpu_notify(other);
    }
    return set_result(vcpu, SUCCESS);
}

void vcpus_take_calls(void)
{
    handle_before(EXIT_INTERRUPT, handle_call, &handle_other_interrupt);
}

void vcpus_offer_calls(void)
{
    psci_offer_cpus(0, 1);
    hypercall_offer(0, CPU_INTERRUPT, interrupt);
}

/* --- What another CPU has posted --- */

/* Nothing: a vCPU leaves its guest before another CPU changes its interrupts, vcpu_hold(). But it
 * may have left it before HLT. */
void vcpu_take_posted(struct vcpu *vcpu)
{
    vcpu_end_hlt_in_shadow(vcpu);
}
