/* AArch64: the console's UART, the GIC, and the timer. */
#include "cpus.h"
#include "uart.h"

/* QEMU's virt machine. Each CPU has a redistributor, the first CPU the first one, and so on. Its
 * second 64 KiB are for the CPU's own interrupts. */
#define UART         (KERNEL_BASE + 0x09000000)
#define UART_INTID   33
#define GICD         (KERNEL_BASE + 0x08000000)
#define GICR(n)      (KERNEL_BASE + 0x080a0000 + 0x20000ul * (n))
#define GICR_PRIVATE 0x10000

#define PAGES(n) GICR(n), GICR(n) + GICR_PRIVATE

const uint64_t device_pages[] = {UART,     GICD,     PAGES(0), PAGES(1), PAGES(2), PAGES(3),
                                 PAGES(4), PAGES(5), PAGES(6), PAGES(7), 0};
_Static_assert(MAX_CPUS == 8, "each has its redistributor");

/* --- The console's UART --- */

uint32_t uart_read(unsigned offset)
{
    return read32(UART + offset);
}

void uart_write(unsigned offset, uint32_t value)
{
    write32(UART + offset, value);
}

/* --- Interrupts: the GIC, version 3, IHI 0069 12.9 to 12.11 --- */

#define CTLR          0x000
#define CTLR_ON       (1 << 1 | 1 << 4) /* group 1, and affinity routing */
#define WAKER         0x014
#define WAKER_SLEEP   (1 << 1) /* the CPU does not want interrupts */
#define WAKER_ASLEEP  (1 << 2) /* and does not get any */
#define IGROUPR(n)    (0x080 + (n) / 32 * 4)
#define ISENABLER(n)  (0x100 + (n) / 32 * 4)
#define IPRIORITYR(n) (0x400 + (n))
#define PRIORITY      0x80
#define CPU_INTID     0 /* of cpu_interrupt() */
#define TIMER_INTID   27
#define NONE_PENDING  1020 /* INTIDs from here on are not interrupts */

void timer_interrupt(void);

void take_interrupt(void)
{
    uint64_t intid = sysreg_read("S3_0_C12_C12_0"); /* ICC_IAR1_EL1: takes it */
    if (intid >= NONE_PENDING)
        return;
    if (intid == TIMER_INTID)
        timer_interrupt();
    else if (intid == UART_INTID)
        console_interrupt();
    sysreg_write("S3_0_C12_C12_1", intid); /* ICC_EOIR1_EL1: and ends it */
}

/* In the registers of the distributor, or of the redistributor, which have the same offsets. */
static void let_through(uintptr_t registers, unsigned intid)
{
    uint32_t bit = 1u << intid % 32;
    write32(registers + IGROUPR(intid), read32(registers + IGROUPR(intid)) | bit);
    write8(registers + IPRIORITYR(intid), PRIORITY);
    write32(registers + ISENABLER(intid), bit);
}

/* --- The timer, Armv8-A D13.8.23 --- */

uint64_t clock_now(void)
{
    __asm__ volatile("isb");
    return sysreg_read("cntvct_el0");
}

/* The interrupt is pending from the end of that time on, until it is set again. */
void timer_interrupt(void)
{
    sysreg_write("cntv_tval_el0", machine.clock_hz / TICK_HZ);
    timer_tick();
}

void interrupts_init(void)
{
    uintptr_t own = GICR(this_cpu()->number);
    write32(own + WAKER, read32(own + WAKER) & ~WAKER_SLEEP);
    while (read32(own + WAKER) & WAKER_ASLEEP)
        ;
    sysreg_write("S3_0_C12_C12_5", 7);  /* ICC_SRE_EL1: the CPU's own interface */
    sysreg_write("S3_0_C4_C6_0", 0xff); /* ICC_PMR_EL1: every priority */
    sysreg_write("S3_0_C12_C12_7", 1);  /* ICC_IGRPEN1_EL1 */
    let_through(own + GICR_PRIVATE, TIMER_INTID);
    let_through(own + GICR_PRIVATE, CPU_INTID);
    sysreg_write("cntv_tval_el0", machine.clock_hz / TICK_HZ);
    sysreg_write("cntv_ctl_el0", 1); /* ENABLE */
}

void devices_init(void)
{
    write32(GICD + CTLR, CTLR_ON);
    let_through(GICD, UART_INTID);
    uart_interrupts(true);
    interrupts_init();
}
