/* A PC's four CPUs, for guests that are its kernel themselves. Each CPU after the first does what
 * it is ordered, with interrupts on. */
#pragma once

#include "x86_64_apic.h"

#define CPUS   4
#define PAGE_A 0x08 /* where they start: 0x8000, or 0x9000 */
#define PAGE_B 0x09
enum { ASSERT = 1 << 14, LEVEL = 1 << 15 };

static volatile struct cpu {
    uint32_t edx, cs, ds; /* found at its start, */
    uint32_t id, spurious, lint0, base, cpuid_id;
    uint32_t lives, beats;
    uint32_t came[256]; /* how often each interrupt did */
    void (*order)(volatile struct cpu *me);
    uint64_t tsc;
    uint32_t done;
} cpus[CPUS];

/* --- Interrupts --- */

__attribute__((used)) void arrived(uint32_t vector);
__attribute__((used)) void arrived(uint32_t vector)
{
    cpus[cpuid_1().ebx >> 24].came[vector]++; /* its ID may have been overwritten */
    if (vector != 2)
        put(EOI, 0);
}

/* A gate for each vector, 16 bytes apart. */
__asm__(".balign 16; all_gates: .set n, 0; .rept 256; .balign 16; pushal; push $n; jmp to_c;"
        ".set n, n + 1; .endr; to_c: cld; call arrived; pop %eax; popal; iret");
extern char all_gates[];

/* For a guest that wants to know where an NMI comes: it calls on_nmi(pc). */
#define NMI_HANDLER                                                                     \
    __asm__("nmi_entry: pushal; push 32(%esp); call on_nmi; pop %eax; popal; nmi_iret:" \
            "iret");                                                                    \
    extern char nmi_entry[], nmi_iret[];                                                \
    __attribute__((used)) void on_nmi(const char *pc)

/* --- The other CPUs --- */

/* "gdt" is in x86_64_pc.h. In real mode a CPU finds all that it needs in its own page. */
__asm__(
    ".code16; trampoline: cli; mov %edx, %edi; mov %cs, %si; mov %ds, %cx; mov %cs, %ax;"
    "mov %ax, %ds; lgdtl 0x30; mov $0x38, %bx; mov %cr0, %eax; or $1, %al; mov %eax, %cr0;"
    "ljmpl *(%bx); .org trampoline + 0x30; .short 39; .long gdt;"
    ".org trampoline + 0x38; .long to_32; .short 8; trampoline_end: .code32;"
    "to_32: movzwl %cx, %ebp; mov $16, %eax; mov %eax, %ds; mov %eax, %es; mov %eax, %ss;"
    "mov $1, %eax; cpuid; shr $24, %ebx; mov %ebx, %eax; shl $12, %eax;"
    "lea stacks + 4096(%eax), %esp; movzwl %si, %esi; push %ebp; push %esi; push %edi; push %ebx;"
    "call other");
extern char trampoline[], trampoline_end[];
__attribute__((used)) char stacks[CPUS * 4096];

static volatile bool halts; /* each one that starts */

static inline void take_interrupts(void)
{
    const struct table gates = {sizeof idt - 1, idt};
    __asm__ volatile("lidt %0" : : "m"(gates));
    put(SPURIOUS, 0x1ff);
    __asm__ volatile("sti");
}

__attribute__((used)) void other(uint32_t number, uint32_t edx, uint32_t cs, uint32_t ds);
__attribute__((used)) void other(uint32_t number, uint32_t edx, uint32_t cs, uint32_t ds)
{
    volatile struct cpu *me = &cpus[number];
    me->edx = edx, me->cs = cs, me->ds = ds;
    me->id = get(ID), me->spurious = get(SPURIOUS), me->lint0 = get(LINT0);
    me->base = msr_read(APIC_BASE), me->cpuid_id = cpuid_1().ebx >> 24;
    take_interrupts();
    me->order = 0;
    me->lives++;
    while (halts)
        __asm__ volatile("hlt");
    for (;; me->beats++) {
        void (*order)(volatile struct cpu *) = me->order;
        if (order) {
            order(me);
            me->order = 0;
        }
    }
}

/* --- For the first CPU --- */

#ifndef TURNS
#define TURNS 20000000 /* on a busy computer it takes long */
#endif

#define SOON(condition)                                               \
    ({                                                                \
        for (unsigned turn = 0; turn < TURNS && !(condition); turn++) \
            __asm__ volatile("pause" : : : "memory");                 \
        (condition);                                                  \
    })

static inline bool ask(unsigned n, void (*order)(volatile struct cpu *))
{
    cpus[n].order = order;
    return SOON(!cpus[n].order);
}

static inline void nothing(volatile struct cpu *me)
{
}

/* What was sent before to one that runs has come when this returns. */
static inline void settle(void)
{
    for (unsigned n = 1; n < CPUS; n++)
        ask(n, nothing);
    let_come();
}

static inline void init(unsigned n)
{
    send(0, n, INIT | ASSERT);
}

static inline void startup(unsigned n, unsigned page)
{
    send(page, n, STARTUP | ASSERT);
}

static inline bool starts_at_once(unsigned n, unsigned page)
{
    init(n);
    uint32_t before = cpus[n].lives;
    startup(n, page);
    return SOON(cpus[n].lives == before + 1);
}

/* By two startup IPIs, as the manual says. */
static inline bool starts(unsigned n, unsigned page)
{
    init(n);
    uint32_t before = cpus[n].lives;
    startup(n, page), startup(n, page);
    return SOON(cpus[n].lives == before + 1);
}

/* Whether that vector came so often, to each CPU in turn; and forgets it. */
static inline bool came_to(unsigned vector, const char *often)
{
    bool as_expected = true;
    for (unsigned n = 0; n < CPUS; n++) {
        as_expected &= cpus[n].came[vector] == (uint32_t)(often[n] - '0');
        cpus[n].came[vector] = 0;
    }
    return as_expected;
}

static inline bool runs(unsigned n)
{
    uint32_t before = cpus[n].beats;
    return SOON(cpus[n].beats != before);
}

/* While CPU 1 runs for a while, that one does not. */
static inline bool stands(unsigned n)
{
    uint32_t before = cpus[n].beats, until = cpus[1].beats + 10000;
    return SOON(cpus[1].beats >= until) && cpus[n].beats == before;
}

static inline void copy_trampoline(unsigned page)
{
    volatile uint8_t *to = (uint8_t *)(page << 12);
    for (unsigned n = 0; n < (unsigned)(trampoline_end - trampoline); n++)
        to[n] = trampoline[n];
}

/* Call it first. */
static inline void prepare_cpus(void)
{
    load_tables();
    for (unsigned vector = 0; vector < 256; vector++)
        set_gate(vector, all_gates + 16 * vector);
    take_all_faults();
    out(0x21, 0xff);
    copy_trampoline(PAGE_A);
    copy_trampoline(PAGE_B);
}
