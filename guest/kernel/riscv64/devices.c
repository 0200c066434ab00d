/* RISC-V: the console's UART, the PLIC, and the timer. */
#include "machine.h"
#include "uart.h"

/* QEMU's virt machine */
#define UART        (KERNEL_BASE + 0x10000000)
#define UART_SOURCE 10
#define PLIC        (KERNEL_BASE + 0x0c000000)

/* Context 1 is S-mode of the first hart. */
#define PRIORITY(n) (PLIC + 4 * (n))
#define ENABLE      (PLIC + 0x2080)
#define THRESHOLD   (PLIC + 0x201000)
#define CLAIM       (PLIC + 0x201004)

const uint64_t device_pages[] = {UART, PRIORITY(0), ENABLE & -PAGE_SIZE, THRESHOLD, 0};

/* --- The console's UART --- */

uint32_t uart_read(unsigned offset)
{
    return *(volatile uint8_t *)(UART + offset);
}

void uart_write(unsigned offset, uint32_t value)
{
    *(volatile uint8_t *)(UART + offset) = value;
}

/* --- Interrupts --- */

#define SIE_SSIE (1ul << 1) /* from another hart */
#define SIE_STIE (1ul << 5)
#define SIE_SEIE (1ul << 9)

void external_interrupt(void)
{
    uint32_t source = read32(CLAIM);
    if (!source)
        return;
    console_interrupt();
    write32(CLAIM, source);
}

/* --- The timer --- */

#define SBI_TIME 0x54494d45

bool has_sstc; /* S-mode has a timer of its own: boot.c finds out */

uint64_t clock_now(void)
{
    return csr_read("time");
}

/* The interrupt is pending from then on, until this is called again. Sstc 2; SBI 2.0, 6.1. */
static void set_timer(uint64_t when)
{
    register uint64_t a0 __asm__("a0") = when, a1 __asm__("a1");
    register uint64_t a6 __asm__("a6") = 0, a7 __asm__("a7") = SBI_TIME;
    if (has_sstc)
        csr_write("0x14d", when); /* stimecmp */
    else
        __asm__ volatile("ecall" : "+r"(a0), "=r"(a1) : "r"(a6), "r"(a7) : "memory");
}

void timer_interrupt(void)
{
    set_timer(clock_now() + machine.clock_hz / TICK_HZ);
    timer_tick();
}

void interrupts_init(void)
{
    set_timer(clock_now() + machine.clock_hz / TICK_HZ);
    csr_write("sie", SIE_SSIE | SIE_STIE | SIE_SEIE);
}

void devices_init(void)
{
    write32(PRIORITY(UART_SOURCE), 1);
    write32(ENABLE, 1 << UART_SOURCE);
    write32(THRESHOLD, 0);
    uart_interrupts(true);
    interrupts_init();
}
