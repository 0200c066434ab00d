/* Traps in the manual's words, and the report of a host trap. */
#include "machine.h"
#include "panic.h"

static const char *const exceptions[] = {
    [0] = "instruction address misaligned",
    [1] = "instruction access fault",
    [2] = "illegal instruction",
    [3] = "breakpoint",
    [4] = "load address misaligned",
    [5] = "load access fault",
    [6] = "store/AMO address misaligned",
    [7] = "store/AMO access fault",
    [8] = "environment call from U-mode or VU-mode",
    [9] = "environment call from HS-mode",
    [10] = "environment call from VS-mode",
    [11] = "environment call from M-mode",
    [12] = "instruction page fault",
    [13] = "load page fault",
    [15] = "store/AMO page fault",
    [16] = "double trap",
    [18] = "software check",
    [19] = "hardware error",
    [20] = "instruction guest-page fault",
    [21] = "load guest-page fault",
    [22] = "virtual instruction",
    [23] = "store/AMO guest-page fault",
};

static const char *const interrupts[] = {
    [1] = "supervisor software interrupt",      [2] = "virtual supervisor software interrupt",
    [3] = "machine software interrupt",         [5] = "supervisor timer interrupt",
    [6] = "virtual supervisor timer interrupt", [7] = "machine timer interrupt",
    [9] = "supervisor external interrupt",      [10] = "virtual supervisor external interrupt",
    [11] = "machine external interrupt",        [12] = "supervisor guest external interrupt",
    [13] = "counter-overflow interrupt",
};

const char *cause_name(uint64_t scause)
{
    uint64_t code = scause & ~SCAUSE_INTERRUPT;
    const char *name = NULL;
    if (scause & SCAUSE_INTERRUPT)
        name = code < ARRAY_LENGTH(interrupts) ? interrupts[code] : NULL;
    else
        name = code < ARRAY_LENGTH(exceptions) ? exceptions[code] : NULL;
    if (name)
        return name;
    return scause & SCAUSE_INTERRUPT ? "unnamed interrupt" : "unnamed exception";
}

_Noreturn void host_trapped(void)
{
    count_host_trap();
    panic("host: %s at 0x%lx\n  stval=0x%lx scause=0x%lx", cause_name(csr_read(scause)),
          csr_read(sepc), csr_read(stval), csr_read(scause));
}
