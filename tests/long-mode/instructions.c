/* Instructions, by a kernel and by its programs. */
#include "kernel.h"

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

static void check(const struct attempt *attempt, u64 level, int vector)
{
    const char *name = attempt->name;
    unsigned wanted = level ? attempt->program : attempt->kernel;
    if (wanted == ANY) {
        want(name, level ? "program: refused" : "kernel: refused",
             vector == UD || vector == GP || vector == DB, true);
        return;
    }
    u64 pc = attempt->pc;
    if (vector == DONE)
        pc = attempt->bytes[0] + 2; /* after the int 0x80 */
    else if (vector == 0x81)
        pc = 2;
    want(name, level ? "program: vector" : "kernel: vector", vector, wanted);
    want(name, level ? "program: pc" : "kernel: pc", trap_pc - ARENA, pc);
    if (vector == GP && !level)
        want(name, "code", trap_code, 0);
}

void try_table(void)
{
    for (const struct attempt *a = table; a < table + sizeof table / sizeof *table; a++) {
        for (u64 level = 0; level <= 3; level += 3) {
            if (!level && a->kernel == ANY)
                continue;
            before[RAX] = before[RDX] = 0;
            before[RCX] = a->bytes[2] == 1 ? 0 : 0xc0010114; /* for RDMSR: VM_CR */
            check(a, level, try(level, a->bytes));
        }
    }
}
