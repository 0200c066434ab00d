/* For guests that use the local APIC themselves: its registers, and what came. */
#pragma once

#include "x86_64_pc.h"

#define APIC 0xfee00000
enum {
    ID = 0x20,
    VERSION = 0x30,
    TPR = 0x80,
    APR = 0x90,
    PPR = 0xa0,
    EOI = 0xb0,
    LDR = 0xd0,
    DFR = 0xe0,
    SPURIOUS = 0xf0,
    ESR = 0x280,
    ICR = 0x300,
    ICR_HIGH = 0x310,
    LVT_TIMER = 0x320,
    THERMAL = 0x330,
    COUNTERS = 0x340,
    LINT0 = 0x350,
    LINT1 = 0x360,
    LVT_ERROR = 0x370,
    INITIAL = 0x380,
    COUNT = 0x390,
    DIVIDE = 0x3e0,
};
#define ISR(vector) (0x100 + (vector) / 32 * 0x10) /* the words with their bits */
#define IRR(vector) (0x200 + (vector) / 32 * 0x10)
#define MASKED      0x10000

enum { LOWEST_PRIORITY = 1 << 8, SMI = 2 << 8, NMI = 4 << 8, INIT = 5 << 8, STARTUP = 6 << 8 };
enum { LOGICAL = 1 << 11, TO_SELF = 1 << 18, TO_ALL = 2 << 18, TO_OTHERS = 3 << 18 };

enum { TSC = 0x10, APIC_BASE = 0x1b, TSC_DEADLINE = 0x6e0 };

/* By MOV: not every instruction that accesses memory is emulated. */
static inline uint32_t get(unsigned offset)
{
    uint32_t value;
    __asm__ volatile("movl (%1), %0" : "=r"(value) : "r"(APIC + offset) : "memory");
    return value;
}

static inline void put(unsigned offset, uint32_t value)
{
    __asm__ volatile("movl %0, (%1)" : : "r"(value), "r"(APIC + offset) : "memory");
}

static inline void send(uint32_t vector, uint32_t destination, uint32_t how)
{
    put(ICR_HIGH, destination << 24);
    put(ICR, vector | how);
}

static inline void send_self(uint32_t vector)
{
    put(ICR, vector | TO_SELF);
}

static inline uint64_t msr_read(uint32_t msr)
{
    uint32_t low, high;
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
    return low | (uint64_t)high << 32;
}

static inline void msr_write(uint32_t msr, uint64_t value)
{
    __asm__ volatile("wrmsr" : : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)));
}

static inline uint64_t tsc(void)
{
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return low | (uint64_t)high << 32;
}

struct cpuid {
    uint32_t eax, ebx, ecx, edx;
};

static inline struct cpuid cpuid_1(void)
{
    struct cpuid c;
    __asm__ volatile("cpuid" : "=a"(c.eax), "=b"(c.ebx), "=c"(c.ecx), "=d"(c.edx) : "a"(1), "c"(0));
    return c;
}

/* --- What came --- */

static uint8_t log[64];
static unsigned logged_count;
static bool nested; /* the next NMI sends two more */

__attribute__((used)) void came(uint32_t vector);
__attribute__((used)) void came(uint32_t vector)
{
    if (logged_count < sizeof log)
        log[logged_count++] = vector;
    if (vector == 2 && nested) {
        nested = false;
        put(ICR, NMI | TO_SELF), put(ICR, NMI | TO_SELF);
        if (logged_count != 1) /* not before IRET */
            log[0] = 0xff;
    } else if (vector == 0x20) {
        out(0x20, 0x20);
    } else if (vector != 0x52 && vector != 2) {
        put(EOI, 0);
    }
}

#define HANDLER(name, vector)                                                       \
    __asm__(#name ": pushal; push $" #vector "; call came; pop %eax; popal; iret"); \
    void name(void)
HANDLER(of_nmi, 2);
HANDLER(of_8259, 0x20);
HANDLER(of_41, 0x41);
HANDLER(of_51, 0x51);
HANDLER(of_52, 0x52);
HANDLER(of_60, 0x60);
HANDLER(of_61, 0x61);
HANDLER(of_62, 0x62);
HANDLER(of_63, 0x63);
HANDLER(of_71, 0x71);
HANDLER(of_99, 0x99);

static inline void set_gates(void)
{
    set_gate(2, of_nmi), set_gate(0x20, of_8259);
    set_gate(0x41, of_41), set_gate(0x51, of_51), set_gate(0x52, of_52), set_gate(0x60, of_60);
    set_gate(0x61, of_61), set_gate(0x62, of_62), set_gate(0x63, of_63), set_gate(0x71, of_71);
    set_gate(0x99, of_99);
}

static inline void let_come(void)
{
    __asm__ volatile("sti; nop; nop; nop; cli" : : : "memory");
}

/* --- The 8259 --- */

/* One tick of the 8254, which has come when this returns. */
static inline void tick_8254(void)
{
    uint8_t masked = in(0x21);
    out(0x21, 0xff);
    out(0x43, 0x30), out(0x40, 100), out(0x40, 0);
    do
        out(0x20, 0x0a);
    while (!(in(0x20) & 1));
    out(0x21, masked);
}

static inline void start_pics(uint8_t masked)
{
    out(0x20, 0x11), out(0x21, 0x20), out(0x21, 4), out(0x21, 1), out(0x21, 0xff);
    out(0xa0, 0x11), out(0xa1, 0x28), out(0xa1, 2), out(0xa1, 1), out(0xa1, 0xff);
    out(0x21, masked);
    tick_8254();
}
