/* MSRs, debug and control registers, CPUID. */
#include "kernel.h"

/* --- MSRs --- */

static int read_msr(uint32_t msr, u64 *value)
{
    before[RCX] = msr;
    int vector = try(0, "\2\x0f\x32");
    *value = (uint32_t)after[RAX] | after[RDX] << 32;
    return vector;
}
static int write_msr(uint32_t msr, u64 value)
{
    before[RCX] = msr;
    before[RAX] = (uint32_t)value;
    before[RDX] = value >> 32;
    return try(0, "\2\x0f\x30");
}

static void try_own_msrs(void)
{
    static const uint32_t own[] = {0x174,      0x175,      0x176,      0xc0000081, 0xc0000082,
                                   0xc0000083, 0xc0000084, 0xc0000100, 0xc0000101, 0xc0000102};
    static const uint32_t none[] = {
        0x1b,       0x8b,       0xfe,       0x179,      0x17a,      0x1d9,      0x200,
        0x250,      0x2ff,      0xc0000085, 0xc0000103, 0xc0000104, 0xc0010000, 0xc0010015,
        0xc001001f, 0xc0010058, 0xc0010114, 0xc0010117, 0xc0011020, 0x40000000, 0xffffffff};
    u64 value, old;
    for (unsigned i = 0; i < sizeof own / sizeof *own; i++) {
        want("own msr", "read", read_msr(own[i], &old), DONE);
        want("own msr", "write", write_msr(own[i], 0x1230 + i), DONE);
        want("own msr", "read", read_msr(own[i], &value), DONE);
        want("own msr", "value", value, 0x1230 + i);
        write_msr(own[i], old);
    }
    for (unsigned i = 0; i < sizeof none / sizeof *none; i++) {
        want("no msr", "read", read_msr(none[i], &value), GP);
        want("no msr", "write", write_msr(none[i], 0), GP);
    }
}

static void try_efer(void)
{
    u64 value;
    want("efer", "read", read_msr(0xc0000080, &value), DONE);
    want("efer", "value", value, 0xd01);
    want("efer", "same", write_msr(0xc0000080, 0xd01), DONE);
    want("efer", "SVME", write_msr(0xc0000080, 0x1d01), GP);
    want("efer", "LMA off", write_msr(0xc0000080, 0x901), GP);
    want("efer", "LME off", write_msr(0xc0000080, 0xc01), GP);
    want("efer", "reserved", write_msr(0xc0000080, 0xd03), GP);
    want("efer", "upper", write_msr(0xc0000080, 0x100000d01), GP);
    want("efer", "SCE off", write_msr(0xc0000080, 0xd00), DONE);
    want("syscall without SCE", "vector", try(3, "\2\x0f\x05"), UD);
    want("efer", "SCE on", write_msr(0xc0000080, 0xd01), DONE);
}

static void try_pat_and_tsc(void)
{
    u64 value;
    want("pat", "read", read_msr(0x277, &value), DONE);
    want("pat", "value", value, 0x0007040600070406);
    want("pat", "write", write_msr(0x277, 0x0107050600070406), DONE);
    want("pat", "read", read_msr(0x277, &value), DONE);
    want("pat", "value", value, 0x0107050600070406);
    want("pat", "bad", write_msr(0x277, 0x0207050600070406), GP);
    want("pat", "bad", write_msr(0x277, 0x0007050600070408), GP);
    want("tsc", "write", write_msr(0x10, 0x100000000000), DONE);
    want("tsc", "read", read_msr(0x10, &value), DONE);
    want("tsc", "since", value - 0x100000000000 < 1u << 31, true);
    before[RAX] = before[RDX] = 0;
    try(3, "\2\x0f\x31");
    want("rdtsc", "since", (after[RAX] | after[RDX] << 32) - 0x100000000000 < 1u << 31, true);
}

/* --- Debug registers --- */

static void try_debug(void)
{
    before[RBX] = 0xdead0000ffffffff;
    want("dr6", "upper half", try(0, "\3\x0f\x23\xf3"), GP);
    before[RBX] = 0xffff0ff1;
    want("dr6", "write", try(0, "\3\x0f\x23\xf3"), DONE);
    want("dr6", "read", try(0, "\3\x0f\x21\xf3"), DONE);
    want("dr6", "value", after[RBX], 0xffff0ff1);
    want("dr4", "read", try(0, "\3\x0f\x21\xe3"), DONE);
    want("dr4", "value", after[RBX], 0xffff0ff1);
    before[RBX] = 0x403;
    want("dr7", "write", try(0, "\3\x0f\x23\xfb"), DONE);
    want("dr7", "read", try(0, "\3\x0f\x21\xfb"), DONE);
    want("dr7", "value", after[RBX], 0x400);
    want("r8 from dr6", "read; mov rbx, r8", try(0, "\7\x41\x0f\x21\xf0\x4c\x89\xc3"), DONE);
    want("r8 from dr6", "value", after[RBX], 0xffff0ff1);
    before[RBX] = 0xffff0ff0;
    try(0, "\3\x0f\x23\xf3");
}

static void try_single_steps(void)
{
    want("step", "vector", try_flags(3, "\2\x90\x90", 0x100), DB);
    want("step", "pc", trap_pc, ARENA + 1);
    try(0, "\3\x0f\x21\xf3");
    want("step", "dr6", after[RBX], 0xffff4ff0);
    want("step in kernel", "vector", try_flags(0, "\2\x90\x90", 0x100), DB);
    want("step in kernel", "pc", trap_pc, ARENA + 1);
    /* CR4.DE */
    __asm__ volatile("mov rax, cr4; or eax, 8; mov cr4, rax" : : : "rax");
    want("dr4 with DE", "vector", try(0, "\3\x0f\x21\xe3"), UD);
    want("dr5 with DE", "vector", try(0, "\3\x0f\x21\xeb"), UD);
    __asm__ volatile("mov rax, cr4; and eax, ~8; mov cr4, rax" : : : "rax");
}

/* --- Control registers --- */

#define MOV_CR0_RBX "\3\x0f\x22\xc3"
#define MOV_CR0_R8  "\7\x49\x89\xd8\x41\x0f\x22\xc0" /* mov r8, rbx */

/* What a CPU in 64-bit mode refuses, and what it takes. */
static void try_cr0(void)
{
    const u64 cd = 1 << 30, nw = 1 << 29, pg = 1ul << 31, am = 1 << 18;
    u64 cr0, now;
    __asm__ volatile("mov %0, cr0" : "=r"(cr0));
    const u64 refused[] = {(cr0 ^ am) | 1ul << 32, (cr0 ^ am) | 1ul << 63,
                           (cr0 & ~cd) | nw,       cr0 & ~pg,
                           cr0 & ~(pg | 1),        cr0 & ~1ul};
    for (unsigned i = 0; i < sizeof refused / sizeof *refused; i++) {
        before[RBX] = refused[i];
        want("cr0", "refused", try(0, MOV_CR0_RBX), GP);
        want("cr0", "refused", try(0, MOV_CR0_R8), GP);
        want("cr0", "in a program", try(3, MOV_CR0_RBX), GP);
    }
    for (unsigned i = 0; i < 4; i++) {
        before[RBX] = cr0 ^ (i % 2 ? 0 : am);
        want("cr0", "taken", try(0, i < 2 ? MOV_CR0_RBX : MOV_CR0_R8), DONE);
        __asm__ volatile("mov %0, cr0" : "=r"(now));
        want("cr0", "value", now, before[RBX]);
    }
}

/* Bits that the CPU does not have. */
static void try_cr3_and_cr4(void)
{
    u64 cr3, cr4, now;
    __asm__ volatile("mov %0, cr3; mov %1, cr4" : "=r"(cr3), "=r"(cr4));
    for (unsigned bit = 24; bit < 64; bit++) {
        before[RBX] = cr4 | 1ul << bit;
        want("cr4", "reserved", try(0, "\3\x0f\x22\xe3"), GP);
        want("cr4", "code", trap_code, 0);
        want("cr4", "pc", trap_pc, ARENA);
        want("cr4", "in a program", try(3, "\3\x0f\x22\xe3"), GP);
    }
    before[RBX] = cr3 | 1ul << 55;
    want("cr3", "reserved", try(0, "\3\x0f\x22\xdb"), GP);
    before[RBX] = cr4;
    want("cr4", "as it is", try(0, "\3\x0f\x22\xe3"), DONE);
    __asm__ volatile("mov %0, cr4" : "=r"(now));
    want("cr4", "value", now, cr4);
}

/* --- The task register --- */

#define LTR_AX     "\3\x0f\x00\xd8"
#define LTR_R8     "\7\x49\x89\xc0\x41\x0f\x00\xd8" /* mov r8, rax */
#define LTR_MEMORY "\3\x0f\x00\x1b"                 /* ltr word ptr [rbx] */

/* The TSS of boot.S at 0x30 in the GDT, with other bytes 5 and 13. */
static void try_task_register(void)
{
    static const struct {
        const char *name;
        u64 selector;
        uint8_t type, high;
        int vector;
    } loads[] = {{"null", 0, 0x89, 0, GP},          {"null, level 3", 3, 0x89, 0, GP},
                 {"code", 8, 0x89, 0, GP},          {"second half", 0x38, 0x89, 0, GP},
                 {"in the LDT", 0x34, 0x89, 0, GP}, {"after the end", 0x40, 0x89, 0, GP},
                 {"busy", 0x30, 0x8b, 0, GP},       {"16 bits", 0x30, 0x81, 0, GP},
                 {"an LDT", 0x30, 0x82, 0, GP},     {"high type", 0x30, 0x89, 1, GP},
                 {"not present", 0x30, 9, 0, NP},   {"available", 0x33, 0x89, 0, DONE}};
    static const char *const forms[] = {LTR_AX, LTR_R8, LTR_MEMORY};
    struct __attribute__((packed)) {
        uint16_t limit;
        u64 base;
    } gdt;
    __asm__ volatile("sgdt %0" : "=m"(gdt));
    volatile uint8_t *tss = (uint8_t *)gdt.base + 0x30;
    for (unsigned i = 0; i < 3 * sizeof loads / sizeof *loads; i++) {
        unsigned n = i / 3;
        tss[5] = loads[n].type;
        tss[13] = loads[n].high;
        before[RAX] = loads[n].selector;
        before[RBX] = (u64)&loads[n].selector;
        want(loads[n].name, "ltr", try(0, forms[i % 3]), loads[n].vector);
        if (loads[n].vector != DONE)
            want(loads[n].name, "code", trap_code, loads[n].selector & ~3ul);
        want(loads[n].name, "busy", tss[5], loads[n].vector == DONE ? 0x8b : loads[n].type);
        before[RAX] = 0;
        want("ltr in a program", "vector", try(3, forms[i % 3]), GP);
    }
}

/* --- CPUID --- */

static void try_cpuid(void)
{
    uint32_t a, b, c, d;
    __asm__ volatile("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(1), "c"(0));
    text("cpuid 1: ");
    hex(c);
    text(" ");
    hex(d);
    want("cpuid 1", "ecx: no VMX, MONITOR, x2APIC, XSAVE", c & 0x0e20002a, 0);
    want("cpuid 1", "ecx: a hypervisor, CX16", c & 0x80002000, 0x80002000);
    want("cpuid 1", "edx: no APIC, MTRR, MCE, MCA", d & 0x5280, 0);
    __asm__ volatile("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(0x80000001), "c"(0));
    text(" 80000001: ");
    hex(c);
    text(" ");
    hex(d);
    want("cpuid 80000001", "ecx: no SVM", c & 4, 0);
    want("cpuid 80000001", "edx: SYSCALL, NX, LM", d & 0x20100800, 0x20100800);
    want("cpuid 80000001", "edx: no RDTSCP, APIC", d & 0x08000200, 0);
    __asm__ volatile("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(0x80000006), "c"(0));
    want("cpuid 80000006", "there", c != 0, true);
    end_line();
}

void try_registers(void)
{
    write_msr(0xc0000081, 0x1b000800000000); /* STAR, LSTAR, SFMASK */
    write_msr(0xc0000082, (u64)system_call);
    write_msr(0xc0000084, 0x300);
    try_own_msrs();
    try_efer();
    try_pat_and_tsc();
    try_debug();
    try_single_steps();
    try_cr0();
    try_cr3_and_cr4();
    try_task_register();
    try_cpuid();
}
