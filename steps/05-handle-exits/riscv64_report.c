/* RISC-V: exits and registers, printed. */
#include "riscv64_calls.h"

#include "print.h"

/* --- The instruction --- */

int32_t fetch_guest_half(uint64_t address); /* riscv64.S: -1 when it cannot be read */

/* Unprivileged, 1.5: only those of 32 bits have both low bits set. */
static bool is_compressed(int64_t instruction)
{
    return (instruction & 3) != 3;
}

int64_t fetch_guest_instruction(uint64_t pc)
{
    int32_t low = fetch_guest_half(pc);
    if (low < 0 || is_compressed(low))
        return low;
    int32_t high = fetch_guest_half(pc + 2);
    return high < 0 ? -1 : (uint32_t)high << 16 | low;
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
    return sbi_find(id, 0)->name ? "unknown function of extension" : "unknown extension";
}

static void print_call(const struct vcpu *vcpu)
{
    const uint64_t *x = vcpu->x;
    const struct sbi_call *call = sbi_find(x[A7], x[A6]);
    if (!call->name) {
        printf("VSuperEcall: %s 0x%lx, function 0x%lx\n", extension_range(x[A7]), x[A7], x[A6]);
        return;
    }
    printf("VSuperEcall: %s(", call->name);
    for (unsigned i = 0; i < call->arguments; i++)
        printf("%s0x%lx", i ? ", " : "", x[A0 + i]);
    printf(")\n");
}

void print_exit(const struct vcpu *vcpu, const struct vm_exit *exit)
{
    printf("VmExit Reason: ");
    if (exit->kind == EXIT_HYPERCALL) {
        print_call(vcpu);
        return;
    }
    printf("%s at pc 0x%lx", cause_name(exit->cause), exit->pc);
    if (exit->kind == EXIT_STAGE2_FAULT)
        printf(", GPA 0x%lx", exit->gpa);
    printf("\n");
}

/* --- The guest's registers --- */

void print_vcpu(const struct vcpu *vcpu, const struct vm_exit *exit)
{
    static const char *const names[32] = {
        "pc", "ra", "sp", "gp", "tp",  "t0",  "t1", "t2", "s0", "s1", "a0",
        "a1", "a2", "a3", "a4", "a5",  "a6",  "a7", "s2", "s3", "s4", "s5",
        "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
    };
    struct register_value registers[] = {
        [32] = {"vsstatus", csr_read(vsstatus)},
        {"vstvec", csr_read(vstvec)},
        {"vsscratch", csr_read(vsscratch)},
        {"vsepc", csr_read(vsepc)},
        {"vscause", csr_read(vscause)},
        {"vstval", csr_read(vstval)},
        {"vsatp", csr_read(vsatp)},
        {"vsie", csr_read(vsie)},
        {"hvip", csr_read(hvip)},
    };
    for (unsigned i = 0; i < 32; i++)
        registers[i] = (struct register_value){names[i], i ? vcpu->x[i] : exit->pc};

    int64_t instruction = fetch_guest_instruction(exit->pc);
    if (instruction < 0)
        printf("  instruction not readable");
    else
        printf(is_compressed(instruction) ? "  instruction 0x%04lx" : "  instruction 0x%08lx",
               instruction);
    printf(", stval 0x%lx, from V%s-mode\n", exit->detail,
           csr_read(hstatus) & HSTATUS_SPVP ? "S" : "U");
    print_registers(registers, sizeof registers / sizeof *registers);
}
