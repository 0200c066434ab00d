/* The local APIC of a PC's CPU: what firmware leaves, priorities, what it sends to itself, errors,
 * and the 8259s that lead through it. Interrupts come with their vectors into `log`. */
#include "x86_64_apic.h"

static bool logged(const char *vectors)
{
    unsigned n = 0;
    while (vectors[n] && n < logged_count && log[n] == (uint8_t)vectors[n])
        n++;
    bool as_expected = !vectors[n] && n == logged_count;
    logged_count = 0;
    return as_expected;
}

/* --- As it is found --- */

static void at_start(void)
{
    expect("ID and version", get(ID) == 0 && get(VERSION) == 0x50010);
    expect("on, and enabled", msr_read(APIC_BASE) == 0xfee00900 && get(SPURIOUS) == 0x1ff);
    expect("LINT0 is for the 8259s", get(LINT0) == 0x8700);
    expect("the other sources", get(LVT_TIMER) == MASKED && get(LVT_ERROR) == MASKED &&
                                    get(LINT1) == 0x8400 && get(COUNTERS) == MASKED);
    expect("no priority, flat", !get(TPR) && !get(PPR) && get(DFR) == 0xffffffff && !get(LDR));
    expect("CPUID", cpuid_1().edx >> 9 & 1 && cpuid_1().ecx >> 24 & 1 && cpuid_1().ecx >> 21 & 1);
}

static uint32_t read_cr8(void)
{
    uint32_t value;
    __asm__ volatile(".byte 0xf0, 0x0f, 0x20, 0xc0" : "=a"(value)); /* mov eax, cr8 */
    return value;
}

/* --- The 8259s --- */

static void by_8259(void)
{
    set_gate(0x20, of_8259);
    start_pics(0xfe);
    let_come();
    expect("an interrupt of the 8259s comes", logged("\x20"));
    put(LINT0, 0x8700 | MASKED), tick_8254(), let_come();
    expect("not while LINT0 is masked", logged(""));
    put(LINT0, 0x8700), let_come();
    expect("but afterwards", logged("\x20"));
    put(TPR, 0xff), tick_8254();
    expect("one that waits does not change CR8", read_cr8() == 15);
    let_come();
    expect("whatever the priority", read_cr8() == 15 && logged("\x20"));
    put(TPR, 0), tick_8254(), send_self(0x71), let_come();
    expect("both sources: that of the 8259s first", logged("\x20\x71"));
    put(LINT0, 0x51), tick_8254(), let_come();
    expect("LINT0 as an ordinary input", logged("\x51"));
    out(0x21, 0xff), put(LINT0, 0x400);
    start_pics(0xfe);
    expect("LINT0 for NMIs, whatever IF says", logged("\x02"));
    out(0x21, 0xff), put(LINT0, 0x8700);
}

/* --- Priorities --- */

static void priorities(void)
{
    send_self(0x41), send_self(0x61), send_self(0x51), send_self(0x61);
    expect("IRR has them", get(IRR(0x41)) == (1u << 17 | 1u << 1) && get(IRR(0x61)) == 1u << 1);
    expect("and the arbitration priority", get(APR) == 0x60);
    let_come();
    expect("the highest first", logged("\x61\x51\x41"));
    expect("and none again", !get(IRR(0x41)) && !get(ISR(0x41)));
    send_self(0x52), let_come();
    expect("in service without its EOI", get(ISR(0x52)) == 1u << 18 && get(PPR) == 0x50);
    send_self(0x51), send_self(0x41), let_come();
    expect("lower ones, and those of its class, wait", logged("\x52"));
    send_self(0x61), let_come();
    expect("a higher one does not", logged("\x61"));
    put(EOI, 0), let_come();
    expect("after the EOI they come", logged("\x51\x41"));
}

static void task_priority(void)
{
    put(TPR, 0x5f);
    expect("TPR", get(TPR) == 0x5f && get(PPR) == 0x5f && read_cr8() == 5);
    send_self(0x51), send_self(0x60), let_come();
    expect("TPR holds its class back", logged("\x60"));
    put(TPR, 0x4f), let_come();
    expect("and lets it come", logged("\x51"));
    __asm__ volatile(".byte 0xf0, 0x0f, 0x22, 0xc0" : : "a"(6)); /* mov cr8, eax */
    expect("CR8 is its upper half", get(TPR) == 0x60);
    send_self(0x61), let_come();
    expect("read as well", read_cr8() == 6 && logged(""));
    __asm__ volatile(".byte 0xf0, 0x0f, 0x22, 0xc0" : : "a"(0));
    let_come();
    expect("and lets it come too", logged("\x61"));
    TRY_OUT(".byte 0xf0, 0x0f, 0x22, 0xc0", : "a"(0x10));
    expect("CR8 has four bits", fault == 13 && !get(TPR) && !read_cr8());
}

/* --- Sending --- */

static void destinations(void)
{
    put(LDR, 0x02000000);
    send(0x61, 0, LOGICAL), send(0x61, 1, LOGICAL), send(0x62, 3, LOGICAL), let_come();
    expect("logical, flat: a bit for each", logged("\x62"));
    put(DFR, 0x0fffffff), put(LDR, 0x31000000);
    send(0x61, 0x21, LOGICAL), send(0x61, 0x32, LOGICAL), send(0x62, 0x33, LOGICAL), let_come();
    expect("clusters", logged("\x62"));
    put(DFR, 0xffffffff), put(LDR, 0);
    send(0x61, 1, 0), send(0x62, 0, 0), send(0x63, 0xff, 0), let_come();
    expect("physical: its ID, and all", logged("\x63\x62"));
    send(0x61, 0, TO_OTHERS), send(0x62, 7, TO_ALL), let_come();
    expect("all, and all others", logged("\x62"));
    send(0x61, 0, LOWEST_PRIORITY), send(0, 0, INIT), send(8, 0, STARTUP), send(0, 0, SMI),
        let_come();
    expect("lowest priority; INIT, STARTUP and SMI do nothing", logged("\x61"));
    put(ICR, 0xffffffff & ~(7 << 8 | 3 << 18)), put(ICR_HIGH, 0xffffffff);
    expect("what of it can be written", get(ICR) == 0xc8ff && get(ICR_HIGH) == 0xff000000);
    let_come();
}

static void nmis(void)
{
    send(0, 0, NMI);
    expect("an NMI comes at once", logged("\x02"));
    nested = true;
    send(0, 0, NMI);
    for (volatile unsigned i = 0; i < 100000; i++)
        ;
    expect("during one another waits, and only one", logged("\x02\x02"));
}

static void nmi_ends_halt(void)
{
    nested = true;
    send(0, 0, NMI);
    while (logged_count < 2)
        __asm__ volatile("cli; hlt");
    expect("one that waits ends HLT, whatever IF says", logged("\x02\x02"));
}

/* During an NMI the next one waits for ever. So this ends the guest. */
static void halt_in_nmi(void)
{
    send(0, 0, NMI);
    __asm__ volatile("cli; hlt");
    expect("no NMI ends HLT during one", false);
}

/* --- Errors --- */

static void errors(void)
{
    put(ESR, 0);
    expect("no error", !get(ESR));
    send_self(5);
    expect("the ESR shows them when it is written", !get(ESR));
    put(ESR, 0);
    expect("a vector that is none", get(ESR) == 1 << 5);
    put(LVT_ERROR, 0x99);
    get(0x40), put(0x2f0, 1), get(IRR(0) + 4), let_come();
    expect("registers that are none: one interrupt", logged("\x99"));
    put(ESR, 0);
    expect("and their bit", get(ESR) == 1 << 7);
    put(LVT_ERROR, 3), get(0x40), put(ESR, 0);
    expect("the error's own vector is none", get(ESR) == (1 << 7 | 1 << 6));
    put(LVT_ERROR, MASKED), put(ESR, 0), put(ESR, 0);
}

/* --- Off and on --- */

static void disabled(void)
{
    put(LVT_ERROR, 0x99);
    put(SPURIOUS, 0xff);
    expect("disabled: all sources are masked",
           get(LVT_ERROR) == (MASKED | 0x99) && get(LINT0) & MASKED && get(LINT1) & MASKED);
    put(LVT_ERROR, 0x99), send_self(0x61), let_come();
    expect("and stay so, and it takes nothing", get(LVT_ERROR) & MASKED && logged(""));
    put(SPURIOUS, 0xffffffff), put(LVT_ERROR, MASKED);
    expect("what of SVR can be written", get(SPURIOUS) == 0x3ff);
    put(TPR, 0x70), msr_write(APIC_BASE, 0xfee00100);
    expect("off: nothing is there", get(VERSION) == 0xffffffff && !(cpuid_1().edx >> 9 & 1));
    tick_8254(), out(0x21, 0xfe), let_come();
    expect("and the 8259s lead to the CPU", logged("\x20"));
    out(0x21, 0xff), msr_write(APIC_BASE, 0xfee00900);
    expect("on: as after a reset",
           get(SPURIOUS) == 0xff && get(LINT0) == MASKED && !get(TPR) && !read_cr8());
    TRY_OUT("wrmsr", : "c"(APIC_BASE), "a"(0xfed00900), "d"(0));
    expect("it does not move", fault == 13);
    TRY_OUT("wrmsr", : "c"(APIC_BASE), "a"(0xfee00900), "d"(1));
    expect("nor with the upper half", fault == 13 && msr_read(APIC_BASE) == 0xfee00900);
    put(SPURIOUS, 0x1ff), put(LINT0, 0x8700);
}

static void writable(void)
{
    for (unsigned offset = 0x320; offset <= 0x370; offset += 0x10)
        put(offset, 0xffffffff);
    expect("what of the table can be written",
           get(LVT_TIMER) == 0x700ff && get(THERMAL) == 0x107ff && get(COUNTERS) == 0x107ff &&
               get(LINT0) == 0x1a7ff && get(LINT1) == 0x1a7ff && get(LVT_ERROR) == 0x100ff);
    for (unsigned offset = 0x320; offset <= 0x370; offset += 0x10)
        put(offset, MASKED);
    put(LINT0, 0x8700), put(ISR(0x60), 0xffffffff), put(IRR(0x60), 0xffffffff), put(PPR, 0xff);
    let_come();
    expect("what cannot", !get(ISR(0x60)) && !get(IRR(0x60)) && !get(PPR) && logged(""));
    __asm__ volatile("movb %b0, (%1)" : : "q"(0x70), "r"(APIC + TPR));
    __asm__ volatile("movw %w0, (%1)" : : "r"(0x70), "r"(APIC + TPR));
    expect("nor in pieces", !get(TPR));
}

int start(const void *tree)
{
    (void)tree;
    load_tables();
    take_all_faults();
    set_gates();
    out(0x21, 0xff);
    at_start();
    by_8259();
    priorities();
    task_priority();
    destinations();
    errors();
    nmis();
    nmi_ends_halt();
    disabled();
    writable();
    set_gate(2, halt_in_nmi);
    send(0, 0, NMI);
    shut_down(); /* not reached */
}
