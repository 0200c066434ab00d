/* x86_64: the other CPUs, which the ACPI table "APIC" lists, by the local APIC. Its registers are
 * MSRs here (x2APIC): SDM vol. 3 11.12. */
#include "kernel.h"

extern const char trampoline[], trampoline_end[]; /* boot.S */
extern uint64_t *volatile other_stack;

/* --- The list, ACPI 5.2.5 to 5.2.12; what the boot tables map of it --- */

enum { MAPPED = 1 << 30, RSDT = 16, HEADER = 36, ENTRIES = 44 };
enum { LOCAL_APIC = 0, ENABLED = 1 };
enum { HAS_X2APIC = 1 << 21, HAS_DEADLINE = 1 << 24 }; /* CPUID 1, ECX */

static uint32_t word(const char *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

/* With whole entries; NULL: the kernel does without it. */
static const char *table_at(uint32_t physical)
{
    const char *table = physical < MAPPED - HEADER ? to_virtual(physical) : NULL;
    return table && physical + word(table + 4) < MAPPED ? table : NULL;
}

static void read_list(const char *madt)
{
    const char *end = madt + word(madt + 4);
    for (const char *at = madt + ENTRIES; at + 8 <= end && at[1]; at += (uint8_t)at[1]) {
        bool is_cpu = at[0] == LOCAL_APIC && word(at + 4) & ENABLED;
        if (is_cpu && (uint8_t)at[3] != machine.cpus[0] && machine.cpu_count < MAX_CPUS)
            machine.cpus[machine.cpu_count++] = (uint8_t)at[3];
    }
}

/* The trampoline's page is mapped now, but not later. */
void find_cpus(uint64_t rsdp)
{
    uint32_t a = 1, b, c = 0, d, needed = HAS_X2APIC | HAS_DEADLINE;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    const char *rsdt =
        rsdp && rsdp < MAPPED - HEADER ? table_at(word(to_virtual(rsdp) + RSDT)) : NULL;
    for (unsigned at = HEADER; rsdt && (c & needed) == needed && at < word(rsdt + 4); at += 4) {
        const char *table = table_at(word(rsdt + at));
        if (table && !memcmp(table, "APIC", 4))
            read_list(table);
    }
    if (machine.cpu_count > 1)
        memcpy(to_virtual(TRAMPOLINE), trampoline, trampoline_end - trampoline);
}

/* --- The local APIC of the CPU that calls --- */

enum { MSR_APIC_BASE = 0x1b, APIC_ON = 1 << 11, X2APIC_ON = 1 << 10 };
enum { MSR_EOI = 0x80b, MSR_SPURIOUS = 0x80f, MSR_COMMAND = 0x830 };
enum { MSR_LVT_TIMER = 0x832, MSR_LVT_LINT0 = 0x835, MSR_DEADLINE = 0x6e0 };
enum { SOFTWARE_ON = 1 << 8, TSC_DEADLINE = 2 << 17, EXTINT = 7 << 8 };
enum { INIT = 0x4500, STARTUP = 0x4600, FIXED = 0x4000 };

static void set_timer(void)
{
    msr_write(MSR_DEADLINE, clock_now() + machine.clock_hz / TICK_HZ);
}

/* The first CPU has the 8254's tick, and all interrupts of the 8259s, through LINT0. */
void interrupts_init(void)
{
    if (machine.cpu_count == 1)
        return;
    msr_write(MSR_APIC_BASE, msr_read(MSR_APIC_BASE) | APIC_ON);
    msr_write(MSR_APIC_BASE, msr_read(MSR_APIC_BASE) | X2APIC_ON);
    msr_write(MSR_SPURIOUS, SOFTWARE_ON | VECTOR_SPURIOUS);
    if (!this_cpu()->number) {
        msr_write(MSR_LVT_LINT0, EXTINT);
        return;
    }
    msr_write(MSR_LVT_TIMER, TSC_DEADLINE | VECTOR_TIMER);
    set_timer();
}

void apic_interrupt(unsigned vector)
{
    if (vector == VECTOR_SPURIOUS)
        return; /* has no end */
    msr_write(MSR_EOI, 0);
    if (vector == VECTOR_TIMER) {
        set_timer();
        timer_tick();
    }
}

/* --- The others --- */

static void command(unsigned n, uint32_t what)
{
    __asm__ volatile("mfence; lfence" : : : "memory"); /* a WRMSR of x2APIC waits for no store */
    msr_write(MSR_COMMAND, machine.cpus[n] << 32 | what);
}

/* Waits for the CPU: whether it has taken its stack. */
static bool is_started(unsigned milliseconds)
{
    uint64_t end = clock_now() + machine.clock_hz / 1000 * milliseconds;
    while (other_stack && clock_now() < end)
        cpu_relax();
    return !other_stack;
}

/* APM vol. 2 16.5. A CPU may miss the first STARTUP. */
void cpu_start(unsigned n, void *top)
{
    other_stack = top;
    command(n, INIT);
    is_started(10);
    command(n, STARTUP | TRAMPOLINE / PAGE_SIZE);
    if (is_started(1))
        return;
    command(n, STARTUP | TRAMPOLINE / PAGE_SIZE);
    if (!is_started(1000))
        panic("the CPU with APIC ID %lu does not start", machine.cpus[n]);
}

void cpu_interrupt(unsigned n)
{
    command(n, FIXED | VECTOR_CPU);
}
