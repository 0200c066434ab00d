/* x86_64: the console's UART, the two 8259 and the 8254. */
#include "cpus.h"
#include "uart.h"

void apic_interrupt(unsigned vector); /* cpus.c */

enum { UART = 0x3f8, IRQ_TIMER = 0, IRQ_UART = 4 };

const uint64_t device_pages[] = {0}; /* all of them are ports */

/* --- The console's UART --- */

uint32_t uart_read(unsigned offset)
{
    return in8(UART + offset);
}

void uart_write(unsigned offset, uint32_t value)
{
    out8(UART + offset, value);
}

/* --- Interrupts: two 8259A, the second one behind input 2 of the first; ICW1 to ICW4 --- */

enum { PIC1 = 0x20, PIC2 = 0xa0, DATA = 1, EOI = 0x20 }; /* DATA: the second port of each */

void take_interrupt(unsigned irq)
{
    if (irq >= VECTOR_TIMER - VECTOR_IRQ) {
        apic_interrupt(irq + VECTOR_IRQ);
        return;
    }
    if (irq == IRQ_TIMER || irq == IRQ_UART) /* no other is taken: it was gone too soon */
        out8(PIC1, EOI);
    if (irq == IRQ_TIMER)
        timer_tick();
    if (irq == IRQ_UART)
        console_interrupt();
}

static void pic_init(void)
{
    static const uint8_t words[][2] = {{0x11, 0x11},
                                       {VECTOR_IRQ, VECTOR_IRQ + 8},
                                       {1 << 2, 2},
                                       {1, 1},
                                       {(uint8_t) ~(1 << IRQ_TIMER | 1 << IRQ_UART), 0xff}};
    for (unsigned i = 0; i < ARRAY_LENGTH(words); i++) {
        out8(PIC1 + (i ? DATA : 0), words[i][0]);
        out8(PIC2 + (i ? DATA : 0), words[i][1]);
    }
}

/* --- The timer: the 8254's counter 0 in mode 2; the TSC is the clock --- */

enum { PIT = 0x40, PIT_COMMAND = 0x43, PIT_HZ = 1193182 };

uint64_t clock_now(void)
{
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

static void pit_start(unsigned count)
{
    out8(PIT_COMMAND, 0x34); /* both bytes follow */
    out8(PIT, count & 0xff);
    out8(PIT, count >> 8);
}

static unsigned pit_read(void)
{
    out8(PIT_COMMAND, 0); /* latches the count */
    unsigned low = in8(PIT);
    return low | in8(PIT) << 8;
}

uint64_t measure_clock(void)
{
    pit_start(0xffff);
    unsigned first = pit_read(), counts = 0;
    uint64_t begun = clock_now();
    while (counts < PIT_HZ / 100)
        counts = first - pit_read();
    return (clock_now() - begun) * PIT_HZ / counts;
}

void devices_init(void)
{
    pic_init();
    pit_start(PIT_HZ / TICK_HZ);
    uart_interrupts(true);
    interrupts_init();
}
