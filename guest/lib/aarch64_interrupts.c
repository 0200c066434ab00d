/* AArch64: exceptions to EL1, the GIC, and the timer. */
#include "interrupts.h"

#include "aarch64_io.h"
#include "print.h"

#include <stdbool.h>

struct frame {
    uint64_t x[31];
    uint64_t pc, pstate;
    uint64_t unused;
};

void vectors(void); /* aarch64_vectors.S, which calls: */
struct frame *handle_trap(struct frame *frame, bool interrupt);

static trap_handler *handle_fault, *handle_timer, *handle_uart;

#define PSTATE_EL1H 5 /* Armv8-A C5.2.19: EL1 with its own stack pointer, interrupts on */

/* --- Faults --- */

/* Armv8-A D17.2.37: ESR_EL1, its class and, of an abort, the fault status */
#define ESR_EC(esr)   ((esr) >> 26 & 0x3f)
#define ESR_FSC(esr)  ((esr)&0x3f)
#define EC_FETCH      0x21
#define EC_DATA       0x25
#define FSC_EXTERNAL  0x10
#define FSC_ALIGNMENT 0x21

void take_faults(trap_handler *handler)
{
    handle_fault = handler;
}

const char *fault_name(const struct frame *frame)
{
    uint64_t esr = sysreg_read("esr_el1");
    bool external = ESR_FSC(esr) == FSC_EXTERNAL;
    if (ESR_EC(esr) == EC_FETCH && external)
        return "synchronous external abort of a fetch";
    if (ESR_EC(esr) == EC_DATA && external)
        return "synchronous external abort";
    if (ESR_EC(esr) == EC_DATA && ESR_FSC(esr) == FSC_ALIGNMENT)
        return "alignment fault";
    return "another fault";
}

void return_from_faulting(struct frame *frame)
{
    frame->pc = frame->x[30];
}

/* --- Interrupts --- */

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

/* The GIC, version 3, with QEMU's addresses; the registers of its architecture, IHI 0069, 12.9 to
 * 12.11. The redistributor's second 64 KiB are for the CPU's own interrupts, below 32. */
#define GICD          0x08000000ul
#define GICR          0x080a0000ul
#define GICR_PRIVATE  (GICR + 0x10000)
#define CTLR          0x000
#define CTLR_GROUP_1  (1 << 1)
#define CTLR_ROUTING  (1 << 4)
#define WAKER         0x014
#define WAKER_SLEEP   (1 << 1) /* the CPU wants no interrupts */
#define WAKER_ASLEEP  (1 << 2) /* and gets none */
#define IGROUPR(n)    (0x080 + (n) / 32 * 4)
#define ISENABLER(n)  (0x100 + (n) / 32 * 4)
#define IPRIORITYR(n) (0x400 + (n))
#define PRIORITY      0x80
#define TIMER_INTID   27
#define UART_INTID    33
#define NONE_PENDING  1020 /* INTIDs from here on are not interrupts */

static void gic_init(void)
{
    write32(GICD + CTLR, CTLR_ROUTING | CTLR_GROUP_1);
    write32(GICR + WAKER, read32(GICR + WAKER) & ~WAKER_SLEEP);
    while (read32(GICR + WAKER) & WAKER_ASLEEP)
        ;
    sysreg_write("S3_0_C12_C12_5", 7);  /* ICC_SRE_EL1: the CPU's own interface */
    sysreg_write("S3_0_C4_C6_0", 0xff); /* ICC_PMR_EL1: every priority */
    sysreg_write("S3_0_C12_C12_7", 1);  /* ICC_IGRPEN1_EL1 */
}

/* In the registers of the distributor, or of the redistributor, which have the same offsets. */
static void let_through(uintptr_t registers, unsigned intid)
{
    uint32_t bit = 1u << intid % 32;
    write32(registers + IGROUPR(intid), read32(registers + IGROUPR(intid)) | bit);
    write8(registers + IPRIORITYR(intid), PRIORITY);
    write32(registers + ISENABLER(intid), bit);
}

void take_uart_interrupt(trap_handler *handler)
{
    handle_uart = handler;
    let_through(GICD, UART_INTID);
}

/* --- The timer --- */

static uint64_t interval;

/* Armv8-A D13.8.23: the interrupt is pending from then on, until this is called again. */
static void set_timer(void)
{
    sysreg_write("cntv_tval_el0", interval);
}

void timer_start(unsigned rate, const void *tree, trap_handler *handler)
{
    interval = sysreg_read("cntfrq_el0") / rate;
    handle_timer = handler;
    set_timer();
    sysreg_write("cntv_ctl_el0", 1); /* ENABLE */
    let_through(GICR_PRIVATE, TIMER_INTID);
}

/* --- Traps --- */

void traps_init(void)
{
    sysreg_write("vbar_el1", vectors);
    gic_init();
}

static struct frame *take_interrupt(struct frame *frame)
{
    uint64_t intid = sysreg_read("S3_0_C12_C12_0"); /* ICC_IAR1_EL1: takes it */
    if (intid >= NONE_PENDING)
        return frame;
    if (intid == TIMER_INTID) {
        set_timer();
        frame = handle_timer(frame);
    } else {
        frame = handle_uart(frame);
    }
    sysreg_write("S3_0_C12_C12_1", intid); /* ICC_EOIR1_EL1: and ends it */
    return frame;
}

struct frame *handle_trap(struct frame *frame, bool interrupt)
{
    if (interrupt)
        return take_interrupt(frame);
    if (handle_fault)
        return handle_fault(frame);
    print(fault_name(frame));
    print("\n");
    shut_down();
}

/* --- Tasks --- */

struct frame *new_task(void *stack_end, void (*entry)(void *), void *argument)
{
    struct frame *frame = (struct frame *)stack_end - 1;
    frame->pc = (uint64_t)entry;
    frame->pstate = PSTATE_EL1H;
    frame->x[0] = (uint64_t)argument;
    return frame;
}
