/* The local APICs of a PC's four CPUs: how one CPU starts, stops and interrupts others. */
#include "x86_64_cpus.h"

/* --- The start --- */

static void start_all(void)
{
    bool start = true, real = true, as_reset = true;
    for (unsigned n = 1; n < CPUS; n++) {
        send(0x61, n, 0), send(0, n, NMI);
        start &= starts(n, PAGE_A);
        real &= cpus[n].cs == PAGE_A << 8 && !cpus[n].ds && cpus[n].edx == cpuid_1().eax;
        as_reset &= cpus[n].id == n << 24 && cpus[n].spurious == 0xff && cpus[n].lint0 == MASKED &&
                    cpus[n].base == 0xfee00800 && cpus[n].cpuid_id == n;
    }
    expect("each CPU starts", start);
    expect("in real mode, at its page", real);
    expect("its APIC is as after a reset, with its number", as_reset);
    settle();
    expect("what came before its start is lost", came_to(0x61, "0000") && came_to(2, "0000"));
    startup(1, PAGE_B), settle();
    expect("one that runs ignores STARTUP", cpus[1].lives == 1 && runs(1));
}

/* --- Interrupts from CPU to CPU --- */

static void by_number(void)
{
    send(0x61, 1, 0), send(0x62, 2, 0), send(0x62, 2, 0x8000), send(0x63, 3, 0), settle();
    expect("by its ID", came_to(0x61, "0100") && came_to(0x63, "0001"));
    expect("twice, before it was taken or after",
           cpus[2].came[0x62] == 1 || cpus[2].came[0x62] == 2);
    cpus[2].came[0x62] = 0;
    send(0x61, 9, 0), send(0x61, 0xff, 0), settle();
    expect("to no CPU, and to all", came_to(0x61, "1111"));
    send(0x61, 0, TO_OTHERS), send(0x62, 3, TO_ALL), send(0x63, 3, TO_SELF), settle();
    expect("to others, to all, to itself",
           came_to(0x61, "0111") && came_to(0x62, "1111") && came_to(0x63, "1000"));
}

static void set_flat(volatile struct cpu *me)
{
    put(DFR, 0xffffffff), put(LDR, 0x01000000 << (get(ID) >> 24));
}

/* Clusters 1 and 2, of two CPUs each. */
static void set_clusters(volatile struct cpu *me)
{
    unsigned n = get(ID) >> 24;
    put(DFR, 0x0fffffff), put(LDR, (n / 2 + 1) << 28 | 0x01000000 << n % 2);
}

static void set_all(void (*order)(volatile struct cpu *))
{
    order(&cpus[0]);
    for (unsigned n = 1; n < CPUS; n++)
        ask(n, order);
}

static void by_logical_id(void)
{
    set_all(set_flat);
    send(0x61, 0x0a, LOGICAL), send(0x62, 0x05, LOGICAL), send(0x63, 0xf0, LOGICAL), settle();
    expect("flat", came_to(0x61, "0101") && came_to(0x62, "1010") && came_to(0x63, "0000"));
    set_all(set_clusters);
    send(0x61, 0x13, LOGICAL), send(0x62, 0x22, LOGICAL), send(0x63, 0xf1, LOGICAL), settle();
    expect("clusters", came_to(0x61, "1100") && came_to(0x62, "0001") && came_to(0x63, "1010"));
    set_all(set_flat);
}

static void raise_priority(volatile struct cpu *me)
{
    put(TPR, 0x90 - 0x10 * (get(ID) >> 24)); /* the last one's is the lowest */
}

static void clear_priority(volatile struct cpu *me)
{
    put(TPR, 0);
}

static void by_priority(void)
{
    set_all(raise_priority);
    send(0x99, 0x0f, LOGICAL | LOWEST_PRIORITY), send(0x99, 0x03, LOGICAL | LOWEST_PRIORITY),
        settle();
    expect("to the one that does the least important", came_to(0x99, "0101"));
    send(0x61, 0, TO_ALL), settle();
    expect("a priority holds it back", came_to(0x61, "0000"));
    set_all(clear_priority), settle();
    expect("until it is lowered", came_to(0x61, "1111"));
}

static void wait_for_nmi(volatile struct cpu *me)
{
    me->done = 1;
    while (!me->came[2])
        __asm__ volatile("cli; hlt");
    me->done = 2;
    __asm__ volatile("sti");
}

static void nmis(void)
{
    send(0, 2, NMI), SOON(cpus[2].came[2]), settle();
    expect("an NMI", came_to(2, "0010"));
    cpus[3].order = wait_for_nmi;
    SOON(cpus[3].done == 1), send(0x61, 3, 0);
    for (unsigned n = 0; n < 100; n++)
        ask(1, nothing);
    expect("no interrupt ends HLT while they are off", cpus[3].done == 1);
    send(0, 3, NMI);
    expect("an NMI does", SOON(cpus[3].done == 2) && SOON(!cpus[3].order));
    settle();
    expect("both came", came_to(0x61, "0001") && came_to(2, "0001"));
}

/* --- INIT --- */

static void init_first(volatile struct cpu *me)
{
    init(0), init(get(ID) >> 24);
    me->done = 3;
}

static void halt(volatile struct cpu *me)
{
    __asm__ volatile("cli; hlt");
}

/* While all others sleep, it may be about to do so when INIT comes. */
static void init_before_halt(void)
{
    bool all = true;
    cpus[1].order = cpus[2].order = halt;
    halts = true;
    for (unsigned n = 0; n < 600; n++) {
        for (volatile unsigned turn = 0; turn < n % 100 * 8; turn++)
            ;
        all &= starts_at_once(3, PAGE_A);
    }
    halts = false;
    expect("and one that is about to halt", all);
    starts(1, PAGE_A), starts(2, PAGE_A), starts(3, PAGE_A);
}

static void inits(void)
{
    init(3);
    expect("after INIT it stands", stands(3));
    send(0x61, 3, 0), send(0, 3, NMI), ask(1, nothing);
    startup(3, PAGE_B);
    expect("and starts at another page", SOON(cpus[3].lives == 2) && cpus[3].cs == PAGE_B << 8);
    settle();
    expect("what came meanwhile is lost", came_to(0x61, "0000") && came_to(2, "0000"));
    send(0, 2, INIT | LEVEL), ask(1, init_first);
    expect("INIT whose level is not asserted does nothing", runs(2) && cpus[2].lives == 1);
    expect("nor INIT to the first CPU, or to itself", cpus[1].done == 3 && runs(1));
    cpus[2].order = halt;
    for (unsigned n = 0; n < 100; n++)
        ask(1, nothing);
    expect("one that halts starts again", starts(2, PAGE_A));
    bool all = true;
    for (unsigned n = 0; n < 100; n++)
        all &= starts_at_once(3, n % 2 ? PAGE_A : PAGE_B);
    expect("and one that runs, a hundred times", all && cpus[3].lives == 102);
    send(0, 0, INIT | ASSERT | TO_OTHERS), send(PAGE_A, 0, STARTUP | ASSERT | TO_OTHERS);
    expect("all others",
           SOON(cpus[1].lives == 2) && SOON(cpus[2].lives == 3) && SOON(cpus[3].lives == 103));
}

int start(const void *tree)
{
    (void)tree;
    prepare_cpus();
    start_all();
    by_number();
    by_logical_id();
    by_priority();
    nmis();
    inits();
    init_before_halt();
    shut_down();
}
