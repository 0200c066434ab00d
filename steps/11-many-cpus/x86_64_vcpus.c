/* x86_64: what a guest's CPUs ask each other: by the calls of PSCI, and as on a PC, by their local
 * APICs. Sections are of APM vol. 2. */
#include "vcpus.h"

#include "apic.h"
#include "interrupts.h"
#include "machine.h"
#include "psci_cpus.h"
#include "smccc.h"
#include "string.h"
#include "x86_64_interrupts.h"
#include "x86_64_vcpus.h"

/* --- On and off --- */

/* 14.1.3: as after a reset, in whatever mode the first CPU started; but the TSC counts on, and all
 * CPUs have the same. */
static void begin(struct vcpu *vcpu)
{
    struct vmcb *vmcb = &vcpu->vmcb;
    vmcb->efer = EFER_SVME;
    vmcb->cr0 = CR0_ET;
    vmcb->cr3 = vmcb->cr4 = 0;
    vmcb->intercept_1 &= ~INTERCEPT_CR0_WRITE; /* the guest's LME is 0: x86_64_registers.c */
    vmcb->tlb_control = TLB_FLUSH_ALL;
    vmcb->tsc_offset = vcpu->guest->vcpus[0]->vmcb.tsc_offset;
}

/* CPU_ON: as start_elf() does, in 32-bit protected mode; the argument is in ebx. */
void vcpu_start_at(struct vcpu *vcpu, uint64_t entry, uint64_t argument)
{
    begin(vcpu);
    start_elf(vcpu, entry);
    vcpu->r[RBX] = argument;
}

/* 16.5, STARTUP: in real mode, at the beginning of that page, to which cs points. Unlike a reset,
 * INIT keeps the mode of the APIC: SDM vol. 3 11.12.5. */
static void start_at_page(struct vcpu *vcpu, unsigned page, bool extended)
{
    struct vmcb *vmcb = &vcpu->vmcb;
    begin(vcpu);
    apic_of(vcpu)->extended = extended;
    start_flat(vcpu, page * PAGE_SIZE);
    vmcb->ss = (struct vmcb_segment){0, vmcb->ss.attributes, 0xffff, 0};
    vmcb->ds = vmcb->es = vmcb->fs = vmcb->gs = vmcb->ss;
    vmcb->rsp = 0;
    memset(vcpu->r, 0, sizeof vcpu->r);
    vcpu->r[RDX] = cpuid(CPUID_STANDARD).eax;
}

/* --- INIT and STARTUP --- */

/* The first CPU would run its firmware again, and this machine has none. INIT with a level that is
 * not asserted only ends one of CPUs before 2000. */
static bool takes_init(const struct vcpu *vcpu, uint32_t command)
{
    enum { ASSERT = 1 << 14, LEVEL = 1 << 15 };
    return vcpu->number && (command & (ASSERT | LEVEL)) != LEVEL && !vcpu_is_here(vcpu) &&
           vcpu_is_on(vcpu);
}

/* One that does not wait for it ignores it: a kernel sends two, 16.5. */
static void start(struct apic *to, unsigned page)
{
    struct vcpu *vcpu = to->vcpu;
    bool extended = to->extended;
    if (vcpu_is_on(vcpu)) {
        if (to->reset.when != NEVER && to->startup == NO_VECTOR)
            to->startup = page;
    } else if (vcpu_turn_on(vcpu->guest, vcpu->number, page * PAGE_SIZE, 0) == TURNED_ON) {
        start_at_page(vcpu, page, extended);
    }
}

/* The vCPU to which INIT came has left its guest, and its last exit is handled. */
static enum guest_action reach_reset(struct vcpu *running, struct deadline *deadline)
{
    struct apic *apic = (struct apic *)((char *)deadline - offsetof(struct apic, reset));
    struct vcpu *vcpu = apic->vcpu;
    if (deadline_follows(deadline, vcpu))
        return GUEST_RESUMES;
    if (!vcpu_is_on(vcpu) || vcpu_turn_off_here(vcpu)) {
        if (apic->startup != NO_VECTOR)
            start(apic, apic->startup);
        return GUEST_RESUMES;
    }
    if (apic->startup == NO_VECTOR)
        return vcpu_turn_off(vcpu);
    bool extended = apic->extended;
    vcpu_reset(vcpu);
    start_at_page(vcpu, apic->startup, extended);
    return GUEST_RESUMES;
}

/* From now on it waits for STARTUP: it is off. One that is on another CPU has left its guest, and
 * its exit there is not handled yet. So that CPU does it, after that. */
static void reset(struct apic *to)
{
    struct vcpu *vcpu = to->vcpu;
    vcpu_hold(vcpu);
    apic_reset(to);
    if (vcpu_turn_off_here(vcpu))
        return;
    to->startup = NO_VECTOR;
    to->reset.reached = reach_reset;
    deadline_set_on(vcpu->on_cpu, &to->reset, time_counter());
}

/* --- Interrupts and fences --- */

/* No fences: as on a PC, a kernel interrupts its other CPUs, and each one empties its own TLB. */

static void deliver(struct apic *to, uint32_t command)
{
    struct vcpu *vcpu = to->vcpu;
    if (DELIVERY(command) == DELIVER_INIT) {
        if (takes_init(vcpu, command))
            reset(to);
    } else if (DELIVERY(command) == DELIVER_STARTUP) {
        if (!vcpu_is_here(vcpu))
            start(to, command & 0xff);
    } else if (vcpu_is_on(vcpu)) {
        apic_take(to, command);
    }
}

void vcpus_offer_calls(void)
{
    psci_offer_cpus(0, 1);
    apic_deliver = deliver;
    apic_cpu_is_on = vcpu_is_on;
}

/* --- A halt --- */

static exit_handler *handle_other_wait; /* step 9's */

/* So Linux turns a CPU off. Only an NMI or INIT can end it. If that holds for all CPUs of a guest,
 * the guest is off. */
static enum guest_action wait_for_others(struct vcpu *vcpu, struct vm_exit *exit)
{
    bool halts = exit->cause == VMEXIT_HLT && !(vcpu->vmcb.rflags & RFLAGS_IF);
    if (halts && guests_more->others_can_wake(vcpu))
        return handle_wait(vcpu, exit);
    return handle_other_wait(vcpu, exit);
}

void vcpus_take_exits(void)
{
    handle_before(EXIT_WAIT, wait_for_others, &handle_other_wait);
}

/* --- What another CPU has posted --- */

/* Nothing: a vCPU leaves its guest before another CPU changes its interrupts, vcpu_hold(). But it
 * may have left it before HLT. */
void vcpu_take_posted(struct vcpu *vcpu)
{
    vcpu_end_hlt_in_shadow(vcpu);
}
