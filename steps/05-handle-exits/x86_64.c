/* x86_64: what the guest finds, what an exit means, and the host's timer. */
#include "vcpu.h"

/* x86_64.S */
void switch_worlds(void), switch_worlds_and_dr(void);

/* --- The guest's CPU --- */

/* What no VMCB holds and the host does not use: the guest's from here on, as FNINIT leaves it. */
static void reset_guest_registers(void)
{
    static _Alignas(16) struct {
        uint16_t fcw, fsw, ftw, fop;
        uint64_t rip, rdp;
        uint32_t mxcsr, mxcsr_mask;
        uint8_t registers[480];
    } fpu = {.fcw = 0x37f, .mxcsr = 0x1f80};
    __asm__ volatile("fxrstor64 %0" : : "m"(fpu));
}

void vcpu_init(struct vcpu *vcpu, const struct guest *guest)
{
    static _Alignas(PAGE_SIZE) struct vmcb host_state;

    svm_enable();
    reset_guest_registers();
    vcpu->stage2 = &guest->stage2;
    stage2_tlb_control = &vcpu->vmcb.tlb_control;

    /* --- What traps --- */
    vmcb_init(&vcpu->vmcb, guest->stage2.root);
    vcpu->vmcb.tsc_offset = -cycle_counter(); /* its time starts at 0 */

    /* --- What VMRUN takes --- */
    if (guest->start == START_REAL_MODE)
        vmcb_start_real(&vcpu->vmcb, guest->entry);
    else
        vmcb_start_protected(&vcpu->vmcb, guest->entry);
    vmcb_check(&vcpu->vmcb);
    vcpu->host_state = (uintptr_t)&host_state;
    __asm__ volatile("vmsave %0" : : "a"(&host_state) : "memory");
    vcpu->switch_worlds = switch_worlds;

    /* 15.17: with GIF = 0 no interrupt comes, whatever IF says. VMRUN sets GIF and #VMEXIT clears
     * it; IF = 1 lets the host's interrupts end the guest's run, 15.21.1. */
    __asm__ volatile("clgi; sti");
}

/* --- Registers that a guest may have --- */

/* DR0 to DR3, from its first access on, which it makes again. That they are switched costs every
 * exit after that, and most guests never use one. Those that arm a breakpoint, DR7 above all, stay
 * ours: QEMU would let it go off in the host. */
enum guest_end answer_register(struct vcpu *vcpu, struct vm_exit *exit)
{
    uint64_t access = exit->cause - VMEXIT_READ_DR0; /* DR0 to DR15 read, then written */
    if (access >= 2 * DR_REGISTERS || access % DR_REGISTERS > 3)
        return stop_guest(vcpu, exit);
    vcpu->vmcb.intercept_dr_read &= ~(BIT(0) | BIT(1) | BIT(2) | BIT(3));
    vcpu->vmcb.intercept_dr_write = vcpu->vmcb.intercept_dr_read;
    vcpu->switch_worlds = switch_worlds_and_dr;
    return GUEST_GOES_ON;
}

/* --- The exit --- */

#define TIMER_VECTOR 0xe0

/* Appendix C: every exit code below 0x400. */
static const uint8_t exit_kinds[] = {
    [0x00 ... 0x3f] = EXIT_REGISTER,
    [0x40 ... 0x5f] = EXIT_EXCEPTION,
    [0x60 ... 0x64] = EXIT_INTERRUPT,
    [0x65 ... 0x6d] = EXIT_REGISTER,
    [0x6e ... 0x71] = EXIT_INSTRUCTION,
    [VMEXIT_CPUID] = EXIT_IDENTIFY,
    [0x73 ... 0x77] = EXIT_INSTRUCTION,
    [0x78] = EXIT_WAIT,
    [0x79 ... 0x7a] = EXIT_INSTRUCTION,
    [VMEXIT_IOIO] = EXIT_PORT_IO,
    [VMEXIT_MSR] = EXIT_REGISTER,
    [0x7d ... 0x7e] = EXIT_INSTRUCTION,
    [VMEXIT_SHUTDOWN] = EXIT_SHUTDOWN,
    [0x80] = EXIT_INSTRUCTION,
    [VMEXIT_VMMCALL] = EXIT_HYPERCALL,
    [0x82 ... 0x8a] = EXIT_INSTRUCTION,
    [0x8b ... 0x8c] = EXIT_WAIT,
    [0x8d ... 0x8e] = EXIT_INSTRUCTION,
    [0x8f ... 0x9f] = EXIT_REGISTER,
    [0xa0 ... 0xa5] = EXIT_INSTRUCTION,
    [0xa6] = EXIT_WAIT,
};

/* An exit does not take the interrupt that caused it: it still waits in the APIC. */
static bool timer_waits(void)
{
    return *apic(APIC_REQUESTS + TIMER_VECTOR / 32 * 16) & BIT(TIMER_VECTOR % 32);
}

void decode_rarer(struct vcpu *vcpu, struct vm_exit *exit)
{
    uint64_t code = exit->cause;
    exit->kind = EXIT_UNKNOWN; /* or, when it is negative, VMRUN refused the VMCB */
    if (code < sizeof exit_kinds)
        exit->kind = exit_kinds[code];
    else if (code == VMEXIT_NPF)
        exit->kind = EXIT_STAGE2_FAULT;
    else if (code <= VMEXIT_VMGEXIT && code > VMEXIT_NPF)
        exit->kind = EXIT_INSTRUCTION; /* of features that no VMCB of ours turns on */

    exit->detail = vcpu->vmcb.exitinfo1;
    if (exit->kind == EXIT_STAGE2_FAULT)
        exit->gpa = vcpu->vmcb.exitinfo2;
    else if (code == VMEXIT_INTR && timer_waits())
        exit->kind = EXIT_TIMER;
}

/* --- The host's timer --- */

#define CALIBRATION 100 /* a hundredth of a second */

/* Ticks of the APIC's timer a second, APM 16.4.1: nothing says how many, so it is measured. */
static uint64_t apic_timer_hz(void)
{
    *apic(APIC_TIMER_DIVIDE) = APIC_DIVIDE_128;
    *apic(APIC_LVT_TIMER) = APIC_LVT_MASKED;
    *apic(APIC_TIMER_START) = UINT32_MAX;
    uint64_t start = time_counter(), elapsed;
    do
        elapsed = time_counter() - start;
    while (elapsed < machine.timer_hz / CALIBRATION);
    uint64_t ticks = UINT32_MAX - *apic(APIC_TIMER_NOW);
    return ticks * machine.timer_hz / elapsed;
}

error start_slice(uint64_t milliseconds)
{
    *apic(APIC_SPURIOUS) = APIC_ENABLE | 0xff;
    static uint64_t hz; /* measuring takes a hundredth of a second: once */
    if (!hz)
        hz = apic_timer_hz();
    if (!hz)
        return error_of("this CPU's APIC timer stands still");
    if (milliseconds > UINT32_MAX * 1000ul / hz)
        return error_of("%lu ms are too many", milliseconds);
    *apic(APIC_LVT_TIMER) = TIMER_VECTOR;
    *apic(APIC_TIMER_START) = milliseconds * hz / 1000;
    return OK;
}
