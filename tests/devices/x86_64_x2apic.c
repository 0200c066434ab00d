/* The local APIC of a PC's CPU as an x2APIC: its registers are MSRs, and a reserved bit raises #GP.
 */
#include "x86_64_apic.h"

enum { X2APIC = 0x800, X2_SELF = 0x83f };
#define MSR(offset) (X2APIC + (offset) / 16)

/* Whether each access to that MSR raises #GP. */
static bool writes(uint32_t msr, uint32_t low, uint32_t high)
{
    TRY_OUT("wrmsr", : "c"(msr), "a"(low), "d"(high));
    return !fault;
}

static bool reads(uint32_t msr)
{
    TRY_OUT("rdmsr", : "c"(msr) : "eax", "edx");
    return !fault;
}

static bool came_once(uint8_t vector)
{
    let_come();
    bool once = logged_count == 1 && log[0] == vector;
    logged_count = 0;
    return once;
}

/* The EOI is in memory in x86_64_apic.h: here it is an MSR. */
__attribute__((used)) void came_extended(uint32_t vector);
__attribute__((used)) void came_extended(uint32_t vector)
{
    log[logged_count++] = vector;
    msr_write(MSR(EOI), 0);
}
__asm__("of_a1: pushal; push $0xa1; call came_extended; pop %eax; popal; iret");
void of_a1(void);

static void modes(void)
{
    expect("no MSRs before", !reads(MSR(ID)) && !writes(MSR(TPR), 0, 0));
    put(ID, 0x05000000), put(TPR, 0x30);
    expect("it becomes an x2APIC",
           writes(APIC_BASE, 0xfee00d00, 0) && msr_read(APIC_BASE) == 0xfee00d00);
    expect("with its registers, and the CPU's number",
           msr_read(MSR(TPR)) == 0x30 && !msr_read(MSR(ID)));
    expect("and not in memory", get(VERSION) == 0xffffffff);
    put(TPR, 0x70), put(ICR, 0xa1 | TO_SELF), let_come();
    expect("for nothing is written there", msr_read(MSR(TPR)) == 0x30 && !logged_count);
    expect("it does not become an APIC again",
           !writes(APIC_BASE, 0xfee00900, 0) && !writes(APIC_BASE, 0xfee00500, 0));
    expect("except off and on", writes(APIC_BASE, 0xfee00100, 0) &&
                                    !writes(APIC_BASE, 0xfee00d00, 0) && !reads(MSR(ID)) &&
                                    writes(APIC_BASE, 0xfee00900, 0) && get(SPURIOUS) == 0xff);
    expect("as after a reset", writes(APIC_BASE, 0xfee00d00, 0) && writes(MSR(SPURIOUS), 0x1ff, 0));
}

static void interrupts(void)
{
    msr_write(MSR(TPR), 0);
    msr_write(X2_SELF, 0xa1);
    expect("SELF IPI", came_once(0xa1) && !msr_read(MSR(ICR)));
    msr_write(MSR(ICR), 0xa1);
    expect("to its number", came_once(0xa1));
    msr_write(MSR(ICR), 0xffffffffull << 32 | 0xa1);
    expect("to all", came_once(0xa1) && msr_read(MSR(ICR)) == (0xffffffffull << 32 | 0xa1));
    msr_write(MSR(ICR), 0xffull << 32 | 0xa1), let_come();
    expect("255 is a number here", !logged_count);
    msr_write(MSR(ICR), 1ull << 32 | LOGICAL | 0xa1);
    expect("to its cluster", msr_read(MSR(LDR)) == 1 && came_once(0xa1));
    msr_write(MSR(ICR), 0xffffffffull << 32 | LOGICAL | 0xa1);
    expect("to all clusters", came_once(0xa1));
    msr_write(MSR(ICR), 0x10001ull << 32 | LOGICAL | 0xa1), let_come();
    expect("not to another one", !logged_count);
    msr_write(MSR(LVT_TIMER), 0xa1), msr_write(MSR(INITIAL), 1000);
    while (msr_read(MSR(COUNT)))
        ;
    expect("the timer", came_once(0xa1));
}

/* All 256: which can be read, and with which bits set they can be written. */
static void every_msr(void)
{
    unsigned readable = 0, writable = 0, any_bit = 0;
    msr_write(MSR(SPURIOUS), 0xff); /* so that nothing comes */
    for (uint32_t msr = X2APIC; msr < X2APIC + 256; msr++) {
        readable += reads(msr);
        writable += writes(msr, 0, 0);
        for (unsigned bit = 0; bit < 64; bit++)
            any_bit += writes(msr, bit < 32 ? 1u << bit : 0, bit < 32 ? 0 : 1u << (bit - 32));
    }
    expect("as many as the manual says can be read", readable == 41);
    expect("written", writable == 14);
    expect("and bits of them", any_bit == 181);
    logged_count = 0; /* an NMI */
    msr_write(MSR(SPURIOUS), 0x1ff), msr_write(MSR(TPR), 0), msr_write(X2_SELF, 0xa1);
    expect("and it works", came_once(0xa1));
}

int start(const void *tree)
{
    (void)tree;
    load_tables();
    take_all_faults();
    set_gates();
    set_gate(0xa1, of_a1);
    out(0x21, 0xff);
    modes();
    interrupts();
    every_msr();
    shut_down();
}
