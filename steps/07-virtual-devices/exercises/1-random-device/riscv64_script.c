/* RISC-V: the PLIC. */
#include "script.h"

#include "memory_map.h"
#include "random.h"

/* --- The interrupt controller --- */

unsigned choose_line(void)
{
    unsigned line;
    do
        line = 1 + random_below(PLIC_SOURCES - 1);
    while (line == UART_LINE || line == RTC_LINE);
    return line;
}

/* PLIC 3: its priority, and the enable bits of context 1. */
void script_interrupts(unsigned line)
{
    script_write(GUEST_PLIC + 4 * line, 1);
    script_write(GUEST_PLIC + 0x2080, 1u << line);
}

/* Nothing: the guest sets its own vector. */
void prepare_script(struct vcpu *vcpu, void *data)
{
}

/* --- The clock --- */

uint64_t guest_ticks(uint64_t microseconds)
{
    return microseconds * machine.timer_hz / 1000000;
}

/* --- The UART --- */

void script_uart(uint8_t byte)
{
    script_add(SCRIPT_WRITE, 1, GUEST_UART, byte);
}
