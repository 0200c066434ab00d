/* AArch64: exceptions to EL1, and what the translation of addresses needs. */
#include "kernel.h"

void vectors(void); /* vectors.S, which calls: */
void handle_trap(struct frame *frame, unsigned kind);

void take_interrupt(void); /* devices.c */

enum { SYNCHRONOUS, INTERRUPT }; /* kinds, and others */

/* ESR_EL1, Armv8-A D17.2.37: its class, and of an abort what kind and why */
#define ESR_EC(esr)    ((esr) >> 26 & 0x3f)
#define ESR_WRITE(esr) ((esr)&1 << 6 && !((esr)&1 << 8)) /* and no maintenance of caches */
#define ESR_FAULT(esr) ((esr) >> 2 & 0xf)

enum { EC_CALL = 0x15, EC_FETCH = 0x20, EC_FETCH_EL1 = 0x21, EC_DATA = 0x24, EC_DATA_EL1 = 0x25 };
enum { EC_PC = 0x22, EC_SP = 0x26, EC_FP = 0x2c, EC_BRK = 0x3c };
enum { FAULT_TRANSLATION = 1, FAULT_PERMISSION = 3 }; /* at any level */

/* --- Traps --- */

void traps_init(void)
{
    sysreg_write("vbar_el1", vectors);
}

static void take_abort(struct frame *frame, uint64_t esr, unsigned access)
{
    if (ESR_FAULT(esr) == FAULT_TRANSLATION || ESR_FAULT(esr) == FAULT_PERMISSION)
        page_fault(frame, sysreg_read("far_el1"), access);
    else
        fault(frame, "access fault", SIGBUS); /* misaligned, or memory that is not there */
}

void handle_trap(struct frame *frame, unsigned kind)
{
    trap_begins();
    uint64_t esr = sysreg_read("esr_el1"), class = ESR_EC(esr);
    if (kind == INTERRUPT)
        take_interrupt();
    else if (kind != SYNCHRONOUS)
        fault(frame, "unknown exception", SIGBUS);
    else if (class == EC_CALL)
        system_call(frame);
    else if (class == EC_FETCH || class == EC_FETCH_EL1)
        take_abort(frame, esr, EXECUTE);
    else if (class == EC_DATA || class == EC_DATA_EL1)
        take_abort(frame, esr, ESR_WRITE(esr) ? WRITE : READ);
    else if (class == EC_PC || class == EC_SP)
        fault(frame, "misaligned pc or sp", SIGBUS);
    else if (class == EC_FP)
        fault(frame, "floating-point exception", SIGFPE);
    else if (class == EC_BRK)
        fault(frame, "breakpoint", SIGTRAP);
    else
        fault(frame, "illegal instruction", SIGILL);
    trap_ends(frame);
}

void interrupts_on(void)
{
    __asm__ volatile("msr daifclr, #2; isb" : : : "memory");
}

void interrupts_off(void)
{
    __asm__ volatile("msr daifset, #2" : : : "memory");
}

void wait_for_interrupt(void)
{
    __asm__ volatile("wfi"); /* ends when one is pending, although they are off */
    interrupts_on();
    interrupts_off();
}

/* --- Tasks --- */

void set_kernel_stack(void *top)
{
    /* The way back to the program leaves it in SP_EL1. */
}

uint64_t new_context(void *top, void (*entry)(void))
{
    uint64_t *context = (uint64_t *)top - 12; /* as switch_context() has it */
    context[11] = (uint64_t)entry;            /* x30 */
    return (uint64_t)context;
}

void frame_start(struct frame *frame, uint64_t entry, uint64_t stack)
{
    *frame = (struct frame){.pc = entry, .sp = stack, .status = SPSR_EL0};
}

void frame_call(struct frame *frame, uint64_t handler, uint64_t stack, int signal)
{
    frame->pc = handler;
    frame->sp = stack;
    frame->x[30] = RETURN_ADDRESS;
    frame->x[0] = signal;
    frame->x[1] = stack;
    frame->x[2] = 0;
}

void frame_restore(struct frame *frame, const struct frame *given, struct fp *fp)
{
    *frame = *given;
    frame->status = SPSR_EL0 | (given->status & SPSR_FLAGS);
}

/* --- Translation --- */

/* The kernel's root is TTBR1's: no user address is translated then. */
void load_root(const pte *root)
{
    static const pte nothing[512] __attribute__((aligned(4096)));
    __asm__ volatile("dsb ishst" : : : "memory");
    sysreg_write("ttbr1_el1", to_physical(kernel_root));
    sysreg_write("ttbr0_el1", to_physical(root == kernel_root ? nothing : root));
    __asm__ volatile("isb; tlbi vmalle1; dsb nsh; isb" : : : "memory");
}

void flush_page(uint64_t address)
{
    uint64_t page = address >> 12 & ((1ul << 44) - 1);
    __asm__ volatile("dsb ishst; tlbi vaae1, %0; dsb nsh; isb" : : "r"(page) : "memory");
}

/* On all CPUs. Armv8-A B2.4.4; CTR_EL0.DminLine: words of a line, a power of 2 */
void flush_code(const void *page)
{
    uint64_t line = 4ul << (sysreg_read("ctr_el0") >> 16 & 0xf);
    for (uint64_t offset = 0; offset < PAGE_SIZE; offset += line)
        __asm__ volatile("dc cvau, %0" : : "r"((const char *)page + offset) : "memory");
    __asm__ volatile("dsb ish; ic ialluis; dsb ish; isb" : : : "memory");
}
