/* RISC-V: what of the guest traps, what an exit means, and the host's timer. */
#include "vcpu.h"

extern char world_exit[];

/* --- The guest's CPU --- */

/* The machine that a guest finds: all its registers known, nothing left of the host. */
static void reset_guest_registers(void)
{
    csr_write(vsstatus, SSTATUS_UXL); /* 0 there is no width, and leaves the last guest's */
    csr_write(vsie, 0);
    csr_write(vstvec, 0);
    csr_write(vsscratch, 0);
    csr_write(vsepc, 0);
    csr_write(vscause, 0);
    csr_write(vstval, 0);
    csr_write(vsatp, 0);
    csr_write(hvip, 0);
    csr_write(hie, 0);
    csr_write(scounteren, 0); /* these two are not banked: the guest writes the host's */
    csr_write(senvcfg, 0);
    csr_write(htimedelta, -time_counter()); /* its time starts at 0 */
}

void vcpu_init(struct vcpu *vcpu, const struct guest *guest)
{
    reset_guest_registers();
    vcpu->stage2 = &guest->stage2;
    vcpu->pc = guest->entry;
    vcpu->x[A0] = 0; /* the hart's number; a1: no device tree */

    csr_write(hgatp, HGATP_SV39X4 | (uintptr_t)guest->stage2.root >> PAGE_SHIFT);
    stage2_fence();
    instruction_fence(); /* the guest's instructions were written as data */

    /* --- What traps --- */
    csr_write(hedeleg, 0); /* every exception is ours to see, H.2.2 */
    csr_write(hideleg, 0);
    csr_write(hcounteren, HCOUNTEREN_TM); /* of the counters, the guest has the time */
    csr_write(henvcfg, 0);
    csr_clear(sstatus, SSTATUS_FS | SSTATUS_VS | SSTATUS_SPIE); /* no floating point */
    csr_write(stvec, world_exit);

    /* --- What sret takes --- */
    csr_write(hstatus, HSTATUS_SPV | HSTATUS_SPVP | HSTATUS_VTW | HSTATUS_VSXL);
    csr_set(sstatus, SSTATUS_SPP);
}

/* --- Registers that a guest may have --- */

/* RISC-V: those that it may have do not trap. */
enum guest_end answer_register(struct vcpu *vcpu, struct vm_exit *exit)
{
    return stop_guest(vcpu, exit);
}

/* --- What CPU the guest has --- */

/* RISC-V has no such exit: what a guest may ask, it asks its SBI. */
enum guest_end answer_identify(struct vcpu *vcpu, struct vm_exit *exit)
{
    return stop_guest(vcpu, exit);
}

/* --- The exit --- */

/* H.6.1: every exception that the manual names. Those of M-mode and U-mode cannot come here. */
static const uint8_t exception_kinds[] = {
    [0] = EXIT_EXCEPTION,     [1] = EXIT_EXCEPTION,    [2] = EXIT_INSTRUCTION,
    [3] = EXIT_EXCEPTION,     [4] = EXIT_EXCEPTION,    [5] = EXIT_EXCEPTION,
    [6] = EXIT_EXCEPTION,     [7] = EXIT_EXCEPTION,    [8] = EXIT_EXCEPTION,
    [9] = EXIT_UNKNOWN,       [10] = EXIT_HYPERCALL,   [11] = EXIT_UNKNOWN,
    [12] = EXIT_EXCEPTION,    [13] = EXIT_EXCEPTION,   [14] = EXIT_UNKNOWN,
    [15] = EXIT_EXCEPTION,    [16] = EXIT_EXCEPTION,   [17] = EXIT_UNKNOWN,
    [18] = EXIT_EXCEPTION,    [19] = EXIT_EXCEPTION,   [20] = EXIT_STAGE2_FAULT,
    [21] = EXIT_STAGE2_FAULT, [22] = EXIT_INSTRUCTION, [23] = EXIT_STAGE2_FAULT,
};

#define INSTRUCTION_WFI  0x10500073
#define OPCODE_SYSTEM    0x73
#define OPCODE_MASK      0x7f
#define FUNCT3_CSR(insn) ((insn) >> 12 & 3) /* 1 to 3, and with bit 2: csrrw, csrrs, csrrc */

/* An instruction that is not for guests. stval holds it, unless the machine leaves that out. */
static enum exit_kind instruction_kind(uint64_t instruction)
{
    if (instruction == INSTRUCTION_WFI)
        return EXIT_WAIT;
    if ((instruction & OPCODE_MASK) == OPCODE_SYSTEM && FUNCT3_CSR(instruction))
        return EXIT_REGISTER;
    return EXIT_INSTRUCTION;
}

void decode_rarer(struct vcpu *vcpu, struct vm_exit *exit)
{
    uint64_t cause = exit->cause;
    exit->kind = cause & SCAUSE_INTERRUPT ? EXIT_INTERRUPT : EXIT_UNKNOWN;
    if (cause < sizeof exception_kinds)
        exit->kind = exception_kinds[cause];

    exit->detail = csr_read(stval);
    if (exit->kind == EXIT_STAGE2_FAULT) /* H.2.8: htval lacks the two low bits */
        exit->gpa = csr_read(htval) << 2 | (exit->detail & 3);
    else if (exit->kind == EXIT_INSTRUCTION)
        exit->kind =
            instruction_kind(exit->detail ? exit->detail : fetch_guest_instruction(exit->pc));
    else if (cause == (SCAUSE_INTERRUPT | IRQ_S_TIMER))
        exit->kind = EXIT_TIMER;
}

/* --- The host's timer --- */

error start_slice(uint64_t milliseconds)
{
    if (!cpu_has_extension("sstc"))
        return error_of("this CPU's timer cannot be set from HS-mode (no Sstc)");
    if (milliseconds > UINT64_MAX / 2 / machine.timer_hz)
        return error_of("%lu ms are too many", milliseconds);
    csr_write(stimecmp, time_counter() + milliseconds * machine.timer_hz / 1000);
    csr_set(sie, SIE_STIE);
    return OK;
}
