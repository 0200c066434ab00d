/* What a kernel and its programs try on x86_64, and what each attempt has to give: boot.S's
 * kernel, in long mode under step 8. */
#include <stdbool.h>
#include <stdint.h>

typedef uint64_t u64;
int run(u64 level, u64 at, u64 stack, u64 flags);
extern char stubs[], system_call[];
extern u64 before[4], after[4], trap_code, trap_pc, trap_flags, trap_address, calls, started_with;
enum { RAX, RCX, RDX, RBX };

#define ARENA 0x800000
#define STACK 0x900000

enum { DB = 1, UD = 6, GP = 13, PF = 14, DONE = 0x80 };

/* --- Calls and print --- */

static u64 call(u64 function, u64 b, u64 c)
{
    u64 result;
    __asm__ volatile("vmmcall" : "=a"(result) : "a"(function), "b"(b), "c"(c) : "memory");
    return result;
}

static char line[256];
static unsigned length;
static void text(const char *s)
{
    while (*s && length < sizeof line)
        line[length++] = *s++;
}
static void hex(u64 value)
{
    char digits[17];
    int n = 16;
    digits[16] = 0;
    do
        digits[--n] = "0123456789abcdef"[value & 15];
    while (value >>= 4);
    text("0x");
    text(digits + n);
}
static void end_line(void)
{
    text("\n");
    call(0x86000001, (u64)line, length);
    length = 0;
}

static unsigned failures, attempts;
static void failed(const char *name, const char *what, u64 got, u64 wanted)
{
    text(name);
    text(": ");
    text(what);
    text(" ");
    hex(got);
    text(", not ");
    hex(wanted);
    end_line();
    failures++;
}

static void want(const char *name, const char *what, u64 got, u64 wanted)
{
    attempts++;
    if (got != wanted)
        failed(name, what, got, wanted);
}

/* --- Attempts --- */

static u64 arena_at = ARENA;

/* Executes those bytes and then int 0x80. */
static int try_flags(u64 level, const char *bytes, u64 flags)
{
    uint8_t *at = (uint8_t *)ARENA;
    unsigned n = bytes[0];
    for (unsigned i = 0; i < n; i++)
        at[i] = bytes[1 + i];
    at[n] = 0xcd;
    at[n + 1] = 0x80;
    return run(level, arena_at, STACK, flags | 2);
}
static int try(u64 level, const char *bytes)
{
    return try_flags(level, bytes, 0);
}

struct attempt {
    const char *name, *bytes; /* the first is their number */
    uint8_t kernel, program;  /* vectors */
    int8_t pc;                /* of the trap, from the start; -1: after all of it */
};

#define ANY 0xff
static const struct attempt table[] = {
    {"rdpmc", "\2\x0f\x33", GP, GP, 0},
    {"invd", "\2\x0f\x08", DONE, GP, 0},
    {"wbinvd", "\2\x0f\x09", DONE, GP, 0},
    {"rex wbinvd", "\3\x48\x0f\x09", DONE, GP, 0},
    {"rsm", "\2\x0f\xaa", UD, UD, 0},
    {"monitor", "\3\x0f\x01\xc8", UD, UD, 0},
    {"mwait", "\3\x0f\x01\xc9", UD, UD, 0},
    {"xsetbv", "\3\x0f\x01\xd1", UD, ANY, 0},
    {"rdpru", "\3\x0f\x01\xfd", UD, UD, 0},
    {"icebp", "\1\xf1", ANY, ANY, 1},
    {"vmrun", "\3\x0f\x01\xd8", UD, ANY, 0},
    {"vmload", "\3\x0f\x01\xda", UD, ANY, 0},
    {"vmsave", "\3\x0f\x01\xdb", UD, ANY, 0},
    {"stgi", "\3\x0f\x01\xdc", UD, ANY, 0},
    {"clgi", "\3\x0f\x01\xdd", UD, ANY, 0},
    {"skinit", "\3\x0f\x01\xde", UD, ANY, 0},
    {"invlpga", "\3\x0f\x01\xdf", UD, ANY, 0},
    {"mcommit", "\4\xf3\x0f\x01\xfa", UD, UD, 0},
    {"invlpgb", "\3\x0f\x01\xfe", UD, UD, 0},
    {"tlbsync", "\3\x0f\x01\xff", UD, UD, 0},
    {"read dr7", "\3\x0f\x21\xf8", DONE, GP, 0},
    {"write dr7", "\3\x0f\x23\xf8", DONE, GP, 0},
    {"read dr6", "\3\x0f\x21\xf0", DONE, GP, 0},
    {"write dr6", "\3\x0f\x23\xf0", DONE, GP, 0},
    {"read dr0", "\3\x0f\x21\xc0", DONE, GP, 0},
    {"read dr4", "\3\x0f\x21\xe0", DONE, GP, 0},
    {"read dr5", "\3\x0f\x21\xe8", DONE, GP, 0},
    {"write dr8", "\4\x44\x0f\x23\xc0", UD, ANY, 0},
    {"read dr15", "\4\x44\x0f\x21\xf8", UD, ANY, 0},
    {"cpuid", "\2\x0f\xa2", DONE, DONE, 0},
    {"rex cpuid", "\3\x48\x0f\xa2", DONE, DONE, 0},
    {"rdtsc", "\2\x0f\x31", DONE, DONE, 0},
    {"rdmsr", "\2\x0f\x32", GP, GP, 0},
    {"wrmsr", "\2\x0f\x30", GP, GP, 0},
    {"in", "\2\xe4\x80", DONE, GP, 0},
    {"out", "\2\xe6\x80", DONE, GP, 0},
    {"insb", "\1\x6c", ANY, GP, 0},
    {"int 0x81", "\2\xcd\x81", 0x81, GP, 0},
    {"ud2", "\2\x0f\x0b", UD, UD, 0},
    {"hlt in a program", "\2\x90\xf4", ANY, GP, 1},
    {"cli in a program", "\1\xfa", DONE, GP, 0},
    {"fxsave", "\4\x0f\xae\x04\x24", DONE, DONE, 0},
};

static void try_table(void)
{
    for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
        for (u64 level = 0; level <= 3; level += 3) {
            const struct attempt *a = &table[i];
            unsigned wanted = level ? a->program : a->kernel;
            if (wanted == ANY && !level)
                continue;
            before[RAX] = before[RDX] = 0;
            before[RCX] = a->bytes[2] == 1 ? 0 : 0xc0010114; /* for RDMSR: VM_CR */
            int vector = try(level, a->bytes);
            text(level ? "program, " : "kernel, ");
            text(a->name);
            char name[64];
            unsigned n = length;
            for (unsigned j = 0; j < n; j++)
                name[j] = line[j];
            name[n] = 0;
            length = 0;
            if (wanted != ANY) {
                want(name, "vector", vector, wanted);
                u64 done = vector == DONE ? (u64)a->bytes[0] + 2 : a->pc;
                if (wanted < 0x80)
                    want(name, "pc", trap_pc - ARENA, done);
                else
                    want(name, "pc", trap_pc - ARENA, vector == 0x81 ? 2u : done);
            } else if (vector != UD && vector != GP) {
                failed(name, "vector", vector, UD);
            }
            if (vector == GP && !level)
                want(name, "code", trap_code, 0);
        }
    }
}

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

static void try_msrs(void)
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
    /* single steps */
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

/* --- Calls and faults of a program --- */

static void try_calls(void)
{
    before[RAX] = 0x84000000;
    want("vmmcall of a program", "vector", try(3, "\3\x0f\x01\xd9"), UD);
    want("vmmcall of a program", "pc", trap_pc, ARENA);
    want("vmmcall of the kernel", "vector", try(0, "\4\x48\x0f\x01\xd9"), DONE);
    want("vmmcall of the kernel", "rax", after[RAX], 0x10001);
    u64 old = calls;
    /* mov r8d, 1000; 1: syscall; dec r8d; jnz 1b */
    want("1000 calls", "vector", try(3, "\15\x41\xb8\xe8\x03\x00\x00\x0f\x05\x41\xff\xc8\x75\xf9"),
         DONE);
    want("1000 calls", "number", calls - old, 1000);
    /* mov rax, [rax] */
    before[RAX] = 0x100000000;
    want("page fault", "vector", try(3, "\3\x48\x8b\x00"), PF);
    want("page fault", "code", trap_code, 4);
    want("page fault", "address", trap_address, 0x100000000);
    before[RAX] = 0x300000000;
    want("page fault", "vector", try(0, "\3\x48\x89\x00"), PF);
    want("page fault", "code", trap_code, 2);
    want("page fault", "address", trap_address, 0x300000000);
    before[RAX] = 0x8000000000000000;
    want("not canonical", "vector", try(3, "\3\x48\x8b\x00"), GP);
    before[RAX] = 0xc0000000;
    want("nothing there", "vector", try(3, "\3\x48\x8b\x00"), DONE);
    want("nothing there", "value", after[RAX], UINT64_MAX);
    want("nothing there, for an add", "vector", try(3, "\3\x48\x01\x00"), GP);
    arena_at = ARENA + 0x40000000;
    before[RAX] = 0xc0000000;
    want("nothing there, from a page of 1 GiB", "vector", try(3, "\3\x48\x8b\x00"), DONE);
    want("nothing there, from a page of 1 GiB", "value", after[RAX], UINT64_MAX);
    want("cpuid there", "vector", try(3, "\2\x0f\xa2"), DONE);
    arena_at = ARENA;
    /* mov edi, 0x40a00000; mov dx, 0x80; insb: into the page of 1 GiB */
    *(volatile uint8_t *)0xa00000 = 0;
    want("insb", "vector", try(0, "\12\xbf\x00\x00\xa0\x40\x66\xba\x80\x00\x6c"), DONE);
    want("insb", "value", *(volatile uint8_t *)0xa00000, 0xff);
    want("insb to nothing", "vector", try(0, "\15\x48\xbf\x00\x00\x00\x00\x00\x00\x00\x80\x6c\x90"),
         GP);
}

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

/* --- What they cost: with a clock that counts instructions --- */

static u64 clock_now(void)
{
    u64 low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return low | high << 32;
}

static void measure(void)
{
    before[RAX] = 0x100000000;
    try(3, "\3\x48\x8b\x00"); /* mov rax, [rax]; int 0x80 */
    u64 started = clock_now();
    for (unsigned i = 0; i < 1000; i++)
        run(3, arena_at, STACK, 2);
    u64 faults = clock_now() - started;
    started = clock_now();
    try(3, "\15\x41\xb8\xe8\x03\x00\x00\x0f\x05\x41\xff\xc8\x75\xf9");
    u64 called = clock_now() - started;
    text("1000 faults: ");
    hex(faults);
    text(", 1000 calls: ");
    hex(called);
    end_line();
}

/* --- Start --- */

static struct {
    uint16_t low, selector, flags, middle;
    uint32_t high, reserved;
} idt[256];

void kernel_main(uint32_t *info)
{
    for (unsigned i = 0; i < 256; i++) {
        u64 at = (u64)stubs + 16 * i;
        idt[i].low = at;
        idt[i].middle = at >> 16;
        idt[i].selector = 8;
        idt[i].flags = i == 0x80 || i == 3 ? 0xee00 : 0x8e00;
    }
    struct __attribute__((packed)) {
        uint16_t limit;
        u64 base;
    } pointer = {sizeof idt - 1, (u64)idt};
    __asm__ volatile("lidt %0" : : "m"(pointer));
    want("start_info", "magic", info[0], 0x336ec578);
    text("command line: ");
    text((char *)(u64)info[6]);
    end_line();
    text("modules ");
    hex(info[3]);
    text(" memory ");
    u64 *map = (u64 *)(u64)info[10];
    hex(map[0]);
    text(" ");
    hex(map[1]);
    end_line();
    write_msr(0xc0000081, 0x1b000800000000);
    write_msr(0xc0000082, (u64)system_call);
    write_msr(0xc0000084, 0x300);
    try_cpuid();
    try_table();
    try_msrs();
    write_msr(0xc0000081, 0x1b000800000000);
    try_debug();
    try_calls();
    measure();
    hex(attempts);
    text(" checks, failures ");
    hex(failures);
    end_line();
    call(failures ? 0x84000009 : 0x84000008, 0, 0);
}
