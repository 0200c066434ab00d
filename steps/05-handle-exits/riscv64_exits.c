/* RISC-V: what an exit means, and what is done about those that only this architecture has. */
#include "handlers.h"

/* --- What an exit means --- */

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

/* An instruction that is not for guests. */
static enum exit_kind instruction_kind(uint64_t instruction)
{
    if (instruction == INSTRUCTION_WFI)
        return EXIT_WAIT;
    if ((instruction & OPCODE_MASK) == OPCODE_SYSTEM && FUNCT3_CSR(instruction))
        return EXIT_REGISTER;
    return EXIT_INSTRUCTION;
}

/* stval holds the instruction, unless the CPU leaves that out, S.1.9: then it is fetched. */
static __attribute__((noinline)) void decode_instruction(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (!exit->instruction)
        guest_fetch(vcpu, exit->pc, &exit->instruction, sizeof(uint32_t));
    exit->kind = instruction_kind(exit->instruction);
}

/* H.6.3: htinst says with this that the CPU read or wrote the guest's own page table. */
#define HTINST_TABLE 0x3000
#define HTINST_WRITE 0x20

/* H.2.8: htval lacks the two low bits. They are stval's, unless the CPU used the guest's page
 * table, whose entries are aligned. Or htval is 0, when the CPU does not say where it was: then the
 * guest's tables do, up to an entry that it may not use. */
static void decode_stage2_fault(struct vcpu *vcpu, struct vm_exit *exit)
{
    exit->gpa = csr_read(htval) << 2;
    if (!exit->gpa)
        guest_translate(vcpu, exit->address, &exit->gpa);
    else if ((csr_read(htinst) & ~HTINST_WRITE) != HTINST_TABLE)
        exit->gpa |= exit->address & 3;
}

void decode_other_exit(struct vcpu *vcpu, struct vm_exit *exit)
{
    uint64_t cause = exit->cause;
    exit->address = csr_read(stval);
    if (cause < ARRAY_LENGTH(exception_kinds))
        exit->kind = exception_kinds[cause];
    else
        exit->kind = cause & SCAUSE_INTERRUPT ? EXIT_INTERRUPT : EXIT_UNKNOWN;

    if (exit->kind == EXIT_STAGE2_FAULT)
        decode_stage2_fault(vcpu, exit);
    else if (exit->kind == EXIT_INSTRUCTION)
        decode_instruction(vcpu, exit);
    else if (cause == (SCAUSE_INTERRUPT | IRQ_S_TIMER))
        exit->kind = EXIT_TIMER;
}

/* --- Registers that a guest may have --- */

/* RISC-V: those that it may have do not trap. */
enum guest_action handle_register(struct vcpu *vcpu, struct vm_exit *exit)
{
    return stop_guest(vcpu, exit);
}

/* --- What CPU the guest has --- */

/* RISC-V has no such exit: what a guest may ask, it asks its SBI. */
enum guest_action handle_identify(struct vcpu *vcpu, struct vm_exit *exit)
{
    return stop_guest(vcpu, exit);
}
