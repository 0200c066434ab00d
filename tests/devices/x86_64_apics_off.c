/* The local APICs of a PC's four CPUs: CPUs that are turned off and on, and what each way of it
 * does to an APIC. */
#include "x86_64_cpus.h"

static inline uint32_t call(uint32_t function, uint32_t cpu, uint32_t entry)
{
    __asm__ volatile("vmmcall" : "+a"(function) : "b"(cpu), "c"(entry), "d"(0) : "memory");
    return function;
}
enum { CPU_OFF = 0x84000002, CPU_ON, AFFINITY_INFO };

static void wait_until_off(unsigned n)
{
    while (call(AFFINITY_INFO, n, 0) != 1)
        ;
}

/* --- CPU_OFF --- */

static void turn_off(volatile struct cpu *me)
{
    put(DFR, 0xffffffff), put(LDR, 0x02000000);
    call(CPU_OFF, 0, 0);
}

static void lowest_priority(void)
{
    put(DFR, 0xffffffff), put(LDR, 0x01000000), put(TPR, 0x10);
    cpus[1].order = turn_off;
    wait_until_off(1);
    send(0x61, 3, LOGICAL | LOWEST_PRIORITY), let_come();
    expect("lowest priority: not to a CPU that is off", came_to(0x61, "1000"));
    put(TPR, 0);
}

/* --- INIT --- */

static void use_msrs(volatile struct cpu *me)
{
    msr_write(APIC_BASE, msr_read(APIC_BASE) | 0xc00);
}

/* One time it runs or sleeps elsewhere when INIT comes, another time here. */
static void modes(void)
{
    bool all = true;
    for (unsigned n = 0; n < 20; n++)
        all &= starts_at_once(3, PAGE_A) && cpus[3].base == 0xfee00800;
    ask(3, use_msrs);
    for (unsigned n = 0; n < 20; n++)
        all &= starts_at_once(3, PAGE_A) && cpus[3].base == 0xfee00c00;
    expect("INIT keeps an APIC's mode", all);
}

/* --- CPU_ON --- */

__asm__("again_entry: lea stacks + 4096, %esp; call again");
extern char again_entry[];

static void turn_first_on(volatile struct cpu *me)
{
    wait_until_off(0);
    call(CPU_ON, 0, (uint32_t)again_entry);
}

/* An interrupt waits, and an NMI for the end of this one. */
__attribute__((used)) void off_in_nmi(void);
void off_in_nmi(void)
{
    cpus[2].order = turn_first_on;
    send_self(0x61), put(TPR, 0x20), send(0, 0, NMI);
    use_msrs(0);
    call(CPU_OFF, 0, 0);
}
__asm__("nmi_entry: call off_in_nmi");
extern char nmi_entry[];

__attribute__((used)) void again(void);
void again(void)
{
    load_tables();
    expect("the first CPU off and on: its APIC is as firmware leaves it",
           msr_read(APIC_BASE) == 0xfee00900 && !get(IRR(0x61)) && !get(ISR(0x61)) && !get(TPR) &&
               get(SPURIOUS) == 0x1ff && get(LINT0) == 0x8700);
    set_gate(2, all_gates + 16 * 2);
    take_interrupts();
    send_self(0x62), send(0, 0, NMI), let_come();
    expect("interrupts come, and NMIs, but none from before",
           came_to(0x61, "0000") && came_to(0x62, "1000") && came_to(2, "1000"));
    shut_down();
}

int start(const void *tree)
{
    (void)tree;
    prepare_cpus();
    take_interrupts();
    for (unsigned n = 1; n < CPUS; n++)
        starts(n, PAGE_A);
    lowest_priority();
    modes();
    set_gate(2, nmi_entry);
    send(0, 0, NMI);
    shut_down(); /* not reached */
}
