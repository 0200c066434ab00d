/* RISC-V: traps to S-mode, and what the translation of addresses needs. */
#include "kernel.h"

void vectors(void); /* vectors.S, which calls: */
void handle_trap(struct frame *frame);

void timer_interrupt(void); /* devices.c */
void external_interrupt(void);

/* scause, RISC-V Privileged S.1.8 */
#define INTERRUPT     (1ul << 63)
#define IRQ_TIMER     (INTERRUPT | 5)
#define IRQ_EXTERNAL  (INTERRUPT | 9)
#define CAUSE_ILLEGAL 2
#define CAUSE_BREAK   3
#define CAUSE_CALL    8 /* ecall from U-mode */
#define CAUSE_FETCH   12
#define CAUSE_LOAD    13
#define CAUSE_STORE   15

#define SIP_SSIP  (1ul << 1)
#define SATP_SV39 (8ul << 60)

/* --- Traps --- */

void traps_init(void)
{
    csr_write("stvec", vectors);
}

static void take_interrupt(uint64_t cause)
{
    if (cause == IRQ_TIMER)
        timer_interrupt();
    else if (cause == IRQ_EXTERNAL)
        external_interrupt();
    else
        csr_clear("sip", SIP_SSIP); /* of cpu_interrupt() */
}

void handle_trap(struct frame *frame)
{
    static const uint8_t accesses[] = {
        [CAUSE_FETCH] = EXECUTE, [CAUSE_LOAD] = READ, [CAUSE_STORE] = WRITE};
    trap_begins();
    uint64_t cause = csr_read("scause"), address = csr_read("stval");
    if (cause == CAUSE_CALL) {
        frame->pc += 4; /* after the ecall */
        system_call(frame);
    } else if (cause & INTERRUPT) {
        take_interrupt(cause);
    } else if (cause < sizeof accesses && accesses[cause]) {
        page_fault(frame, address, accesses[cause]);
    } else if (cause == CAUSE_ILLEGAL) {
        fault(frame, "illegal instruction", SIGILL);
    } else if (cause == CAUSE_BREAK) {
        fault(frame, "breakpoint", SIGTRAP);
    } else { /* misaligned, or memory that is not there */
        fault(frame, "access fault", SIGBUS);
    }
    trap_ends(frame);
}

void interrupts_on(void)
{
    csr_set("sstatus", SSTATUS_SIE);
}

void interrupts_off(void)
{
    csr_clear("sstatus", SSTATUS_SIE);
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
    /* The way back to the program leaves it in sscratch. */
}

uint64_t new_context(void *top, void (*entry)(void))
{
    uint64_t *context = (uint64_t *)top - 14; /* as switch_context() has it */
    context[0] = (uint64_t)entry;             /* ra */
    return (uint64_t)context;
}

void frame_start(struct frame *frame, uint64_t entry, uint64_t stack)
{
    *frame = (struct frame){.pc = entry, .sp = stack, .status = SSTATUS_SPIE | SSTATUS_FS};
}

void frame_call(struct frame *frame, uint64_t handler, uint64_t stack, int signal)
{
    frame->pc = handler;
    frame->sp = stack;
    frame->ra = RETURN_ADDRESS;
    frame->a[0] = signal;
    frame->a[1] = stack;
    frame->a[2] = 0;
}

void frame_restore(struct frame *frame, const struct frame *given, struct fp *fp)
{
    *frame = *given;
    frame->status = SSTATUS_SPIE | SSTATUS_FS;
}

/* --- Translation --- */

void load_root(const pte *root)
{
    csr_write("satp", SATP_SV39 | to_physical(root) >> 12);
    __asm__ volatile("sfence.vma; fence.i" : : : "memory"); /* see flush_code() */
}

void flush_page(uint64_t address)
{
    __asm__ volatile("sfence.vma %0" : : "r"(address) : "memory");
}

/* For this hart. Another one does the same in load_root(), before it runs the program. */
void flush_code(const void *page)
{
    __asm__ volatile("fence.i" : : : "memory");
}
