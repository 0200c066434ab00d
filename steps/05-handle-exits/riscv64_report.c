/* RISC-V: exits and registers, printed. */
#include "report.h"

#include "hypercalls.h"

/* --- What was accessed --- */

/* RISC-V: the instruction says it, and no register of the exit. */

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
    printf("\n");
}

/* --- The guest's registers --- */

static void print_details(struct vcpu *vcpu, const struct vm_exit *exit)
{
    uint32_t instruction = 0;
    unsigned length = guest_fetch(vcpu, exit->pc, &instruction, sizeof instruction);
    if (length == 4)
        printf("  instruction 0x%08x", instruction);
    else if (length)
        printf("  instruction 0x%04x", instruction);
    else
        printf("  instruction not readable");
    printf(", stval 0x%lx, from V%s-mode\n", csr_read(stval),
           csr_read(hstatus) & HSTATUS_SPVP ? "S" : "U");
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
