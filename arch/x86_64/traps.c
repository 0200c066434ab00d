/* Traps and exits in the manual's words, and the report of a host trap. */
#include "cpu_pages.h"
#include "machine.h"
#include "panic.h"
#include "print.h"

/* --- Names --- */

const char *exception_name(uint64_t vector)
{
    static const char *const names[32] = {
        [0] = "divide error",
        [1] = "debug exception",
        [2] = "non-maskable interrupt",
        [3] = "breakpoint",
        [4] = "overflow",
        [5] = "bound range exceeded",
        [6] = "invalid opcode",
        [7] = "device not available",
        [8] = "double fault",
        [9] = "coprocessor segment overrun",
        [10] = "invalid TSS",
        [11] = "segment not present",
        [12] = "stack exception",
        [13] = "general-protection exception",
        [14] = "page fault",
        [16] = "x87 floating-point exception",
        [17] = "alignment check",
        [18] = "machine check",
        [19] = "SIMD floating-point exception",
        [21] = "control-protection exception",
        [28] = "hypervisor injection exception",
        [29] = "VMM communication exception",
        [30] = "security exception",
    };
    const char *name = vector < 32 ? names[vector] : NULL;
    return name ? name : "unnamed exception";
}

/* The exit codes with a name each. */
static const char *const exit_names[] = {
    [0x60] = "physical interrupt (INTR)",
    [0x61] = "physical NMI",
    [0x62] = "physical SMI",
    [0x63] = "physical INIT",
    [0x64] = "virtual interrupt",
    [0x65] = "write of CR0 that changes more than TS and MP",
    [0x66] = "read of IDTR",
    [0x67] = "read of GDTR",
    [0x68] = "read of LDTR",
    [0x69] = "read of TR",
    [0x6a] = "write of IDTR",
    [0x6b] = "write of GDTR",
    [0x6c] = "write of LDTR",
    [0x6d] = "write of TR",
    [0x6e] = "RDTSC",
    [0x6f] = "RDPMC",
    [0x70] = "PUSHF",
    [0x71] = "POPF",
    [0x72] = "CPUID",
    [0x73] = "RSM",
    [0x74] = "IRET",
    [0x75] = "software interrupt (INT n)",
    [0x76] = "INVD",
    [0x77] = "PAUSE",
    [0x78] = "HLT",
    [0x79] = "INVLPG",
    [0x7a] = "INVLPGA",
    [0x7b] = "IN or OUT (IOIO)",
    [0x7c] = "RDMSR or WRMSR (MSR)",
    [0x7d] = "task switch",
    [0x7e] = "FP error freeze",
    [0x7f] = "shutdown: a triple fault",
    [0x80] = "VMRUN",
    [0x81] = "VMMCALL",
    [0x82] = "VMLOAD",
    [0x83] = "VMSAVE",
    [0x84] = "STGI",
    [0x85] = "CLGI",
    [0x86] = "SKINIT",
    [0x87] = "RDTSCP",
    [0x88] = "ICEBP",
    [0x89] = "WBINVD or WBNOINVD",
    [0x8a] = "MONITOR or MONITORX",
    [0x8b] = "MWAIT or MWAITX",
    [0x8c] = "MWAIT or MWAITX, armed",
    [0x8d] = "XSETBV",
    [0x8e] = "RDPRU",
    [0x8f] = "write of EFER",
    [0xa0] = "INVLPGB",
    [0xa1] = "illegal INVLPGB",
    [0xa2] = "INVPCID",
    [0xa3] = "MCOMMIT",
    [0xa4] = "TLBSYNC",
    [0xa5] = "bus lock",
    [0xa6] = "idle HLT",
};

/* Codes far above those. The CPU stores negative ones in 32 or in 64 bits. */
static const struct {
    uint32_t code;
    const char *name;
} far_exits[] = {
    {0x400, "nested page fault"},
    {0x401, "incomplete IPI (AVIC)"},
    {0x402, "access that AVIC does not accelerate"},
    {0x403, "VMGEXIT"},
    {-1u, "invalid guest state in the VMCB"},
    {-2u, "busy bit set in the VMSA"},
    {-3u, "idle required"},
    {-4u, "invalid PMC state"},
};

/* Exit codes 0x00 to 0x3f, sixteen for each name. */
static const char *const numbered_exits[] = {"read of CR%u", "write of CR%u", "read of DR%u",
                                             "write of DR%u"};

const char *cause_name(uint64_t exitcode)
{
    for (unsigned i = 0; i < ARRAY_LENGTH(far_exits); i++) {
        if (far_exits[i].code == (uint32_t)exitcode)
            return far_exits[i].name;
    }
    unsigned n = exitcode & 15;
    if (exitcode < 0x40)
        return phrase(numbered_exits[exitcode >> 4], n);
    if (exitcode < 0x60)
        return exception_name(exitcode - 0x40);
    if (exitcode >= 0x90 && exitcode < 0xa0)
        return phrase("write of CR%u, done", n);
    const char *name = exitcode < ARRAY_LENGTH(exit_names) ? exit_names[exitcode] : NULL;
    return name ? name : "unnamed exit code";
}

/* --- The host's own traps --- */

/* What the CPU pushes, APM 8.9.3, with the vector below it. */
struct trap_frame {
    uint64_t vector, error_code, rip, cs, rflags, rsp, ss;
};

_Noreturn void host_trapped(const struct trap_frame *frame)
{
    count_host_trap();
    uint64_t cr2;
    __asm__ volatile("mov %%cr2, %0" : "=r"(cr2));
    panic("host: %s at 0x%lx\n  error code 0x%lx, cr2=0x%lx rsp=0x%lx",
          exception_name(frame->vector), frame->rip, frame->error_code, cr2, frame->rsp);
}

#define TRAPS             32             /* vectors of exceptions */
#define ENTRY_SIZE        16             /* bytes of code an entry, traps.S */
#define INTERRUPT_GATE(i) (0x8e00 | (i)) /* present, stack i of the TSS */
#define TSS_AVAILABLE     0x89ul

/* APM 8.9.1 */
static struct gate {
    uint16_t offset_low, selector, flags, offset_middle;
    uint32_t offset_high, reserved;
} idt[256];

static void set_gate(unsigned vector, uintptr_t entry)
{
    idt[vector] =
        (struct gate){entry, SELECTOR_CODE, INTERRUPT_GATE(1), entry >> 16, entry >> 32, 0};
}

void host_traps_init(void)
{
    extern char host_trap_entries[];
    extern uint64_t gdt[];
    struct cpu *cpu = this_cpu();
    struct tss *tss = &cpu->pages->tss;
    unsigned selector = SELECTOR_TSS + 16 * cpu->number;

    for (unsigned i = 0; i < TRAPS; i++)
        set_gate(i, (uintptr_t)host_trap_entries + i * ENTRY_SIZE);
    tss->ist[0] = (uintptr_t)cpu + CPU_TRAP_STACK;
    tss->io_map = sizeof *tss;
    uint64_t base = (uintptr_t)tss;
    uint64_t *entry = &gdt[selector / 8]; /* APM 4.8.3 */
    entry[0] = (base >> 24 & 0xff) << 56 | TSS_AVAILABLE << 40 | (base & 0xffffff) << 16 |
               (sizeof *tss - 1);
    entry[1] = base >> 32;

    struct __attribute__((packed)) {
        uint16_t limit;
        void *base;
    } pointer = {sizeof idt - 1, idt};
    __asm__ volatile("lidt %0; ltr %w1" : : "m"(pointer), "r"(selector));
}

/* --- Interrupts --- */

uint64_t apic_registers;

/* What they are about, the guest's exit has said already. */
__attribute__((interrupt)) static void acknowledge(void *frame)
{
    *apic(APIC_EOI) = 0;
}

void host_interrupt_init(unsigned vector)
{
    set_gate(vector, (uintptr_t)acknowledge);
}
