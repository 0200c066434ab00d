/* x86_64: exits and registers, printed. */
#include "x86_64_calls.h"

#include "guest_memory.h"
#include "print.h"

/* --- The instruction --- */

static bool read_guest(const struct vcpu *vcpu, uint64_t gpa, void *to, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++) {
        uint64_t left;
        const uint8_t *at = guest_memory_at(vcpu->stage2, gpa + i, STAGE2_R, &left);
        if (!at)
            return false;
        ((uint8_t *)to)[i] = *at;
    }
    return true;
}

/* The guest's own translation, APM 5.2: two levels of 4-byte entries, or with PAE three of 8-byte
 * ones. There is no long mode for it, since EFER is not the guest's. */
static bool guest_translate(const struct vcpu *vcpu, uint64_t linear, uint64_t *gpa)
{
    const struct vmcb *vmcb = &vcpu->vmcb;
    bool pae = vmcb->cr4 & CR4_PAE;
    unsigned bits = pae ? 9 : 10, bytes = pae ? 8 : 4;
    uint64_t table = vmcb->cr3 & (pae ? ~31ul : ~0xffful);
    if (!(vmcb->cr0 & CR0_PG)) {
        *gpa = linear;
        return true;
    }
    for (unsigned shift = pae ? 30 : 22;; shift -= bits) {
        uint64_t entry = 0, index = linear >> shift & ((1 << bits) - 1), offset = BIT(shift) - 1;
        if (!read_guest(vcpu, table + index * bytes, &entry, bytes) || !(entry & PTE_P))
            return false;
        if (shift == PAGE_SHIFT || (entry & PTE_PS && shift < 30)) {
            *gpa = (entry & PTE_ADDRESS & ~offset) | (linear & offset);
            return true;
        }
        table = entry & PTE_ADDRESS;
    }
}

/* How long it is, only a decoder could tell: as many bytes as can be read, at most 8. */
static void print_instruction(const struct vcpu *vcpu)
{
    uint64_t gpa;
    uint8_t byte;
    unsigned n = 0;
    for (; n < 8; n++) {
        uint32_t linear = vmcb_pc(&vcpu->vmcb) + n;
        if (!guest_translate(vcpu, linear, &gpa) || !read_guest(vcpu, gpa, &byte, 1))
            break;
        printf("%s%02x", n ? " " : "  instruction bytes ", byte);
    }
    if (!n)
        printf("  instruction not readable");
}

/* --- The exit --- */

static void print_call(const struct vcpu *vcpu)
{
    uint32_t number = vcpu->vmcb.rax;
    const struct call *call = call_find(number);
    if (!call->name) {
        printf("VMMCALL: unknown function 0x%x\n", number);
        return;
    }
    printf("VMMCALL: %s(", call->name);
    for (unsigned i = 0; i < call->arguments; i++)
        printf("%s0x%x", i ? ", " : "", call_argument(vcpu, i));
    printf(")\n");
}

/* exitinfo1 of an IOIO exit, 15.10.2 */
#define IOIO_IN       BIT(0)
#define IOIO_STRING   BIT(2)
#define IOIO_REP      BIT(3)
#define IOIO_BYTES(i) ((i) >> 4 & 7) /* 1, 2 or 4 */
#define IOIO_PORT(i)  ((i) >> 16 & 0xffff)

static void print_port_io(uint64_t info)
{
    printf("IOIO: %s%s %s port 0x%lx, %lu byte%s", info & IOIO_REP ? "rep " : "",
           info & IOIO_IN       ? info & IOIO_STRING ? "ins" : "in"
           : info & IOIO_STRING ? "outs"
                                : "out",
           info & IOIO_IN ? "from" : "to", IOIO_PORT(info), IOIO_BYTES(info),
           IOIO_BYTES(info) == 1 ? "," : "s,");
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

void print_exit(const struct vcpu *vcpu, const struct vm_exit *exit)
{
    printf("VmExit Reason: ");
    if (exit->kind == EXIT_HYPERCALL) {
        print_call(vcpu);
        return;
    }
    if (exit->cause == VMEXIT_IOIO)
        print_port_io(exit->detail);
    else if (exit->cause == VMEXIT_MSR)
        print_msr(vcpu, exit->detail);
    else
        printf("%s", cause_name(exit->cause));
    if (exit->cause == VMEXIT_CPUID)
        printf(" 0x%x", (uint32_t)vcpu->vmcb.rax);
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
    return vmcb->cs.attributes & SEGMENT_32 ? "32-bit protected mode" : "16-bit protected mode";
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
    for (unsigned i = 0; i < sizeof segments / sizeof *segments; i++)
        printf("  %-4s %04x base %08lx limit %08x%s", segments[i].name, segments[i].at->selector,
               segments[i].at->base, segments[i].at->limit, i % 2 ? "\n" : "");
}

static void print_details(const struct vcpu *vcpu, const struct vm_exit *exit)
{
    const struct vmcb *vmcb = &vcpu->vmcb;
    print_instruction(vcpu);
    printf(", %s, CPL %u\n", mode_name(vmcb), vmcb->cpl);
    printf("  exitcode 0x%lx, exitinfo1 0x%lx, exitinfo2 0x%lx", exit->cause, vmcb->exitinfo1,
           vmcb->exitinfo2);
    if (exit->kind == EXIT_STAGE2_FAULT) {
        printf(":");
        print_npf(vmcb->exitinfo1);
    }
    if (vmcb->exitintinfo & EXITINTINFO_VALID)
        printf(", while it was delivering vector %lu", vmcb->exitintinfo & EXITINTINFO_VECTOR);
    printf("\n");
}

void print_vcpu(const struct vcpu *vcpu, const struct vm_exit *exit)
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
    print_details(vcpu, exit);
    print_registers(registers, sizeof registers / sizeof *registers);
    print_segments(vmcb);
}
