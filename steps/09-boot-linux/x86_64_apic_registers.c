/* x86_64: what of a local APIC is not in its page of memory: MSRs, CR8, and what CPUID says. */
#include "apic.h"

#include "memory_map.h"
#include "x86_64_delegation.h"
#include "x86_64_registers.h"

/* --- APIC_BASE, APM vol. 2 16.3.1 --- */

static uint64_t read_base(const struct apic *apic)
{
    return GUEST_APIC | (apic->vcpu->number ? 0 : APIC_BASE_FIRST) | (apic->on ? APIC_BASE_ON : 0) |
           (apic->extended ? APIC_BASE_X2 : 0);
}

/* The guest can turn the APIC off and on, after which it is as after a reset. It stays where it is.
 * One that is on can become an x2APIC, and that remains one until it is off: SDM vol. 3 11.12.5. */
static bool write_base(struct apic *apic, uint64_t value)
{
    bool on = value & APIC_BASE_ON, extended = value & APIC_BASE_X2;
    if ((value ^ read_base(apic)) & ~(uint64_t)(APIC_BASE_ON | APIC_BASE_X2))
        return false;
    if ((extended && !(on && apic->on)) || (apic->extended && on && !extended))
        return false;
    apic->extended = extended;
    if (extended)
        apic->id = apic->vcpu->number; /* which cannot be written any more */
    if (on == apic->on)
        return true;
    apic_settle(apic);
    apic->on = on;
    apic_reset(apic);
    apic_offer(apic);
    return true;
}

/* --- MSRs --- */

#define MSR_TSC_DEADLINE 0x6e0 /* SDM vol. 3 11.5.4.1 */
#define MSR_X2APIC       0x800 /* the first of 256: 11.12.1.2 */

static bool is_apics(const struct apic *apic, uint32_t msr)
{
    return msr == MSR_TSC_DEADLINE || msr == MSR_APIC_BASE ||
           (apic->extended && msr >> 8 == MSR_X2APIC >> 8);
}

static bool read_msr(struct apic *apic, uint32_t msr, uint64_t *value)
{
    if (msr >> 8 == MSR_X2APIC >> 8)
        return x2apic_read(apic, msr, value);
    *value = msr == MSR_APIC_BASE ? read_base(apic) : apic_timer_deadline(apic);
    return true;
}

static bool write_msr(struct apic *apic, uint32_t msr, uint64_t value)
{
    if (msr >> 8 == MSR_X2APIC >> 8)
        return x2apic_write(apic, msr, value);
    if (msr == MSR_APIC_BASE)
        return write_base(apic, value);
    apic_timer_set_deadline(apic, value);
    return true;
}

/* 15.11: exitinfo1 is 1 for WRMSR. */
static bool use_msr(struct vcpu *vcpu, const struct vm_exit *exit, struct apic *apic)
{
    struct vmcb *vmcb = &vcpu->vmcb;
    uint32_t msr = vcpu->r[RCX];
    if (exit->info)
        return write_msr(apic, msr, (uint32_t)vmcb->rax | vcpu->r[RDX] << 32);
    uint64_t value;
    if (!read_msr(apic, msr, &value))
        return false;
    vmcb->rax = (uint32_t)value;
    vcpu->r[RDX] = value >> 32;
    return true;
}

/* --- CR8, 16.6.4: bits 4 to 7 of the task priority --- */

/* The guest reads it without an exit: apic_set_priority(). */
static bool write_cr8(struct vcpu *vcpu, const struct vm_exit *exit, struct apic *apic)
{
    unsigned n;
    if (!general_register(vcpu, exit, &n))
        return false;
    uint64_t value = vcpu_register(vcpu, n);
    if (value > 15)
        return false;
    apic_settle(apic);
    apic_set_priority(apic, value << 4);
    apic_offer(apic);
    return true;
}

/* --- All of them --- */

static exit_handler *handle_other_register; /* step 8's */

/* A kernel sets the timer for each tick. To find out how long this instruction is, the guest's page
 * tables have to be walked: once. */
static void skip(struct vcpu *vcpu, const struct vm_exit *exit, struct known_instruction *known)
{
    if (known->length && known->pc == exit->pc) {
        skip_bytes(vcpu, known->length);
        return;
    }
    skip_instruction(vcpu, exit);
    *known = (struct known_instruction){exit->pc, vcpu->vmcb.rip - exit->pc};
}

static inline enum guest_action finish(struct vcpu *vcpu, struct vm_exit *exit, bool done)
{
    if (!done)
        return give_exception(vcpu, exit, VECTOR_GP, 0);
    if (exit->cause == VMEXIT_MSR)
        skip(vcpu, exit, &apic_of(vcpu)->arm);
    else
        skip_instruction(vcpu, exit);
    return GUEST_RESUMES;
}

static enum guest_action handle_apic_register(struct vcpu *vcpu, struct vm_exit *exit)
{
    struct apic *apic = apic_of(vcpu);
    uint32_t msr = vcpu->r[RCX];
    bool is_msr = exit->cause == VMEXIT_MSR;
    if (is_msr && is_apics(apic, msr))
        return finish(vcpu, exit, use_msr(vcpu, exit, apic));
    if (exit->cause == VMEXIT_CR8_WRITE)
        return finish(vcpu, exit, write_cr8(vcpu, exit, apic));
    enum guest_action action = handle_other_register(vcpu, exit);
    if (is_msr && msr == MSR_TSC)
        apic_timer_update(apic);
    return action;
}

/* --- CPUID --- */

#define STANDARD_ECX_DEADLINE BIT(24) /* the timer has the TSC-deadline mode: SDM vol. 2, CPUID */
#define STANDARD_ECX_X2APIC   BIT(21)
#define CPUID_POWER           6
#define POWER_EAX_ARAT        BIT(2) /* the timer runs while the CPU sleeps */

static exit_handler *identify_rest;

/* APM vol. 3 E.3.2: while the APIC is off, CPUID does not show one. */
static enum guest_action identify_apic(struct vcpu *vcpu, struct vm_exit *exit)
{
    uint32_t leaf = vcpu->vmcb.rax;
    enum guest_action action = identify_rest(vcpu, exit);
    if (!apic_of(vcpu)->on)
        return action;
    if (leaf == 0) {
        vcpu->vmcb.rax = CPUID_POWER; /* the last leaf */
    } else if (leaf == CPUID_POWER) {
        vcpu->vmcb.rax = POWER_EAX_ARAT;
    } else if (leaf == CPUID_STANDARD) {
        vcpu->r[RBX] |= (uint64_t)vcpu->number << 24; /* its APIC's ID */
        vcpu->r[RDX] |= STANDARD_EDX_APIC;
        vcpu->r[RCX] |= STANDARD_ECX_DEADLINE | STANDARD_ECX_X2APIC;
    } else if (leaf == CPUID_FEATURES) {
        vcpu->r[RDX] |= STANDARD_EDX_APIC; /* AMD's repeats it */
    }
    return action;
}

void apic_registers_init(void)
{
    handle_before(EXIT_REGISTER, handle_apic_register, &handle_other_register);
    handle_before(EXIT_IDENTIFY, identify_apic, &identify_rest);
}
