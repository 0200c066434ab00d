/* AArch64: the GIC. */
#include "script.h"

#include "gic_registers.h"
#include "memory_map.h"
#include "random.h"

/* --- The interrupt controller --- */

unsigned choose_line(void)
{
    return RTC_LINE + 1 + random_below(GIC_INTIDS - RTC_LINE - 1);
}

/* IHI 0069, 12.9: group 1 and routing on; the interrupt in group 1, on, and of a middle priority.
 */
void script_interrupts(unsigned line)
{
    uint32_t bit = 1u << line % 32;
    script_write(GUEST_GICD, BIT(4) | BIT(1));
    script_write(GUEST_GICD + IGROUPR + line / 32 * 4, bit);
    script_add(SCRIPT_WRITE, 1, GUEST_GICD + IPRIORITYR + line, 0x80);
    script_write(GUEST_GICD + ISENABLER + line / 32 * 4, bit);
}

/* Nothing: the guest sets its own vectors. */
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
    script_write(GUEST_UART, byte);
}
