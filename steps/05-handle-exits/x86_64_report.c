/* x86_64: exits and registers, printed. */
#include "report.h"

#include "hypercalls.h"

/* --- What was accessed --- */

static void print_port_io(uint64_t info)
{
    static const char *const names[] = {"out to", "in from", "outs to", "ins from"};
    unsigned which = (info & IOIO_STRING ? 2 : 0) + (info & IOIO_IN ? 1 : 0);
    printf("IOIO: %s%s port 0x%lx, %lu byte%s", info & IOIO_REP ? "rep " : "", names[which],
           IOIO_PORT(info), IOIO_BYTES(info), IOIO_BYTES(info) == 1 ? "," : "s,");
}

/* 15.11: exitinfo1 is 1 for WRMSR. */
static void print_msr(const struct vcpu *vcpu, uint64_t info)
{
    uint32_t msr = vcpu->r[RCX];
    if (info)
        printf("MSR: wrmsr 0x%x, value 0x%08x%08x,", msr, (uint32_t)vcpu->r[RDX],
               (uint32_t)vcpu->vmcb.rax);
    else
        printf("MSR: rdmsr 0x%x", msr);
}

/* --- The exit --- */

static void print_call(const struct vcpu *vcpu)
{
    const struct hypercall *call = hypercall_of(vcpu);
    printf("VMMCALL: ");
    if (call->name)
        print_hypercall(vcpu, call);
    else
        printf("unknown function 0x%x\n", (uint32_t)vcpu->vmcb.rax);
}

void print_exit(struct vcpu *vcpu, const struct vm_exit *exit)
{
    printf("VmExit Reason: ");
    if (exit->kind == EXIT_HYPERCALL) {
        print_call(vcpu);
        return;
    }
    if (exit->cause == VMEXIT_IOIO)
        print_port_io(exit->info);
    else if (exit->cause == VMEXIT_MSR)
        print_msr(vcpu, exit->info);
    else
        printf("%s", cause_name(exit->cause));
    if (exit->cause == VMEXIT_CPUID)
        printf(" 0x%x", (uint32_t)vcpu->vmcb.rax);
    if ((uint32_t)exit->cause != VMEXIT_INVALID)
        printf(" at pc 0x%lx", exit->pc);
    if (exit->kind == EXIT_STAGE2_FAULT)
        printf(", GPA 0x%lx", exit->gpa);
    printf("\n");
}

/* --- The guest's registers --- */

static const char *mode_name(const struct vmcb *vmcb)
{
    if (!(vmcb->cr0 & CR0_PE))
        return "16-bit real mode";
    if (vmcb->rflags & RFLAGS_VM)
        return "virtual 8086 mode";
    if (code_bytes(vmcb) == 8)
        return "64-bit mode";
    if (vmcb->efer & EFER_LMA)
        return code_bytes(vmcb) == 4 ? "32-bit compatibility mode" : "16-bit compatibility mode";
    return code_bytes(vmcb) == 4 ? "32-bit protected mode" : "16-bit protected mode";
}

static void print_segments(const struct vmcb *vmcb)
{
    const struct {
        const char *name;
        const struct vmcb_segment *at;
    } segments[] = {{"cs", &vmcb->cs},     {"ds", &vmcb->ds}, {"es", &vmcb->es},
                    {"ss", &vmcb->ss},     {"fs", &vmcb->fs}, {"gs", &vmcb->gs},
                    {"ldtr", &vmcb->ldtr}, {"tr", &vmcb->tr}, {"gdtr", &vmcb->gdtr},
                    {"idtr", &vmcb->idtr}};
    for (unsigned i = 0; i < ARRAY_LENGTH(segments); i++)
        printf("  %-4s %04x base %08lx limit %08x%s", segments[i].name, segments[i].at->selector,
               segments[i].at->base, segments[i].at->limit, i % 2 ? "\n" : "");
}

/* With bytes that follow it: guest_fetch(). */
static void print_instruction(struct vcpu *vcpu, uint64_t pc)
{
    uint8_t bytes[8];
    unsigned n = guest_fetch(vcpu, pc, bytes, sizeof bytes);
    printf("  instruction%s", n ? " bytes" : " not readable");
    for (unsigned i = 0; i < n; i++)
        printf(" %02x", bytes[i]);
}

static void print_details(struct vcpu *vcpu, const struct vm_exit *exit)
{
    const struct vmcb *vmcb = &vcpu->vmcb;
    print_instruction(vcpu, exit->pc);
    printf(", %s, CPL %u\n", mode_name(vmcb), vmcb->cpl);
    printf("  exitcode 0x%lx, exitinfo1 0x%lx, exitinfo2 0x%lx", exit->cause, vmcb->exitinfo1,
           vmcb->exitinfo2);
    if (exit->kind == EXIT_STAGE2_FAULT) {
        printf("\n  exitinfo1:");
        print_npf(vmcb->exitinfo1);
    }
    if (vmcb->exitintinfo & EXITINTINFO_VALID)
        printf(", while it was delivering vector %lu", vmcb->exitintinfo & EXITINTINFO_VECTOR);
    printf("\n");
}

#define RBX_PLACE  4 /* from there on, so many registers are not in the VMCB */
#define RBX_TO_R15 14

void print_vcpu(struct vcpu *vcpu, const struct vm_exit *exit)
{
    const struct vmcb *vmcb = &vcpu->vmcb;
    const uint64_t *r = vcpu->r;
    const struct register_value registers[] = {
        {"rip", exit->pc},  {"rflags", vmcb->rflags}, {"rsp", vmcb->rsp},   {"rax", vmcb->rax},
        {"rbx", r[RBX]},    {"rcx", r[RCX]},          {"rdx", r[RDX]},      {"rsi", r[RSI]},
        {"rdi", r[RDI]},    {"rbp", r[RBP]},          {"r8", r[R8]},        {"r9", r[R8 + 1]},
        {"r10", r[R8 + 2]}, {"r11", r[R8 + 3]},       {"r12", r[R8 + 4]},   {"r13", r[R8 + 5]},
        {"r14", r[R8 + 6]}, {"r15", r[R8 + 7]},       {"cr0", vmcb->cr0},   {"cr2", vmcb->cr2},
        {"cr3", vmcb->cr3}, {"cr4", vmcb->cr4},       {"efer", vmcb->efer}, {"dr6", vmcb->dr6},
        {"dr7", vmcb->dr7},
    };
    if ((uint32_t)exit->cause == VMEXIT_INVALID) { /* what the VMCB holds is not the guest's */
        printf("  VMRUN refuses these: the guest's registers in the VMCB are lost\n");
        print_registers(registers + RBX_PLACE, RBX_TO_R15);
        return;
    }
    print_details(vcpu, exit);
    print_registers(registers, ARRAY_LENGTH(registers));
    print_segments(vmcb);
}
