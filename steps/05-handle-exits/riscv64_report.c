/* RISC-V: exits and registers, printed. */
#include "report.h"

#include "hypercalls.h"
#include "riscv64_csrs.h"

/* --- What was accessed --- */

/* RISC-V: the instruction says it, Unprivileged 1.5 and 24. */
#define OPCODE(insn)     (0x7f & (insn))
#define RD(insn)         ((insn) >> 7 & 0x1f)
#define FUNCT3(insn)     ((insn) >> 12 & 7)
#define FUNCT3_CSR(insn) ((insn) >> 12 & 3)
#define RS1(insn)        ((insn) >> 15 & 0x1f)
#define CSR(insn)        ((insn) >> 20 & 0xfff)
enum { CSRRW = 1 };

/* csrrw without rd does not read, csrrs and csrrc without rs1 do not write. */
static void print_csr_access(uint64_t instruction)
{
    unsigned csr = CSR(instruction);
    bool swaps = FUNCT3_CSR(instruction) == CSRRW;
    bool reads = !swaps || RD(instruction), writes = swaps || RS1(instruction);
    printf(", %s ", !writes ? "reads" : reads ? "reads and writes" : "writes");
    if (csr_name(csr))
        printf("%s", csr_name(csr));
    else
        printf("CSR 0x%03x", csr);
    printf(", a register of %s", csr_owner(csr));
}

enum { LOAD_FP = 0x07, STORE_FP = 0x27, FMADD = 0x43, FNMADD = 0x4f, OP_FP = 0x53, OP_V = 0x57 };

/* What sstatus.FS and VS turn off. Of the compressed ones those of doubles are left, 16.3. */
static const char *unit_of(uint64_t instruction)
{
    unsigned opcode = OPCODE(instruction), funct3 = FUNCT3(instruction);
    if ((instruction & 3) != 3) {
        unsigned quadrant = instruction & 3, function = instruction >> 13 & 7;
        bool is_double = quadrant != 1 && (function == 1 || function == 5);
        return instruction && is_double ? "floating point" : NULL;
    }
    if (opcode == OP_V)
        return "vectors";
    if (opcode == LOAD_FP || opcode == STORE_FP)
        return funct3 == 0 || funct3 >= 5 ? "vectors" : "floating point";
    return opcode == OP_FP || (opcode >= FMADD && opcode <= FNMADD && opcode % 4 == 3)
               ? "floating point"
               : NULL;
}

static void print_what_is_missing(const struct vm_exit *exit)
{
    const char *unit = NULL;
    if (exit->kind == EXIT_REGISTER)
        print_csr_access(exit->instruction);
    else if (exit->kind == EXIT_INSTRUCTION)
        unit = unit_of(exit->instruction);
    if (unit)
        printf(", %s: a guest has none", unit);
}

/* --- The exit --- */

/* Ranges of numbers that the SBI specification gives away, and the rest. */
static const char *extension_range(uint64_t id)
{
    switch (id >> 24) {
    case 0x08:
        return "experimental extension";
    case 0x09:
        return "vendor's extension";
    case 0x0a:
        return "firmware's extension";
    }
    return hypercall_find(id, 0)->name ? "unknown function of extension" : "unknown extension";
}

static void print_call(const struct vcpu *vcpu)
{
    const struct hypercall *call = hypercall_of(vcpu);
    printf("VSuperEcall: ");
    if (call->name)
        print_hypercall(vcpu, call);
    else
        printf("%s 0x%lx, function 0x%lx\n", extension_range(vcpu->x[A7]), vcpu->x[A7],
               vcpu->x[A6]);
}

void print_exit(struct vcpu *vcpu, const struct vm_exit *exit)
{
    printf("VmExit Reason: ");
    if (exit->kind == EXIT_HYPERCALL) {
        print_call(vcpu);
        return;
    }
    printf("%s at pc 0x%lx", cause_name(exit->cause), exit->pc);
    if (exit->kind == EXIT_STAGE2_FAULT)
        printf(", GPA 0x%lx", exit->gpa);
    print_what_is_missing(exit);
    printf("\n");
}

/* --- The guest's registers --- */

static void print_details(struct vcpu *vcpu, const struct vm_exit *exit)
{
    uint64_t stval = csr_read(stval); /* a fetch that fails overwrites it */
    uint32_t instruction = 0;
    unsigned length = guest_fetch(vcpu, exit->pc, &instruction, sizeof instruction);
    if (length == 4)
        printf("  instruction 0x%08x", instruction);
    else if (length)
        printf("  instruction 0x%04x", instruction);
    else
        printf("  instruction not readable");
    printf(", stval 0x%lx, from V%s-mode\n", stval, csr_read(hstatus) & HSTATUS_SPVP ? "S" : "U");
}

void print_vcpu(struct vcpu *vcpu, const struct vm_exit *exit)
{
    static const char *const names[32] = {
        "pc", "ra", "sp", "gp", "tp",  "t0",  "t1", "t2", "s0", "s1", "a0",
        "a1", "a2", "a3", "a4", "a5",  "a6",  "a7", "s2", "s3", "s4", "s5",
        "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
    };
#define VALUE(name, reset) {#name, csr_read(name)},
    struct register_value registers[] = {[31] = {NULL, 0}, VCPU_REGISTERS(VALUE)};
    for (unsigned i = 0; i < ARRAY_LENGTH(names); i++)
        registers[i] = (struct register_value){names[i], i ? vcpu->x[i] : exit->pc};
    print_details(vcpu, exit);
    print_registers(registers, ARRAY_LENGTH(registers));
}
