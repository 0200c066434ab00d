/* x86_64: the host's timer, the one in the local APIC (APM 16.4). */
#include "timer.h"

#include "machine.h"
#include "x86_64_vmcb.h"

static uint64_t apic_ticks; /* of the APIC's timer in a tick of time_counter(), */
#define FRACTION 32         /* in units of 2 to the power of -32 */

#define CALIBRATION 100 /* a hundredth of a second */

/* Nothing says how fast the APIC's timer is, APM 16.4.1, so it is measured. */
static uint64_t measure_apic_ticks(void)
{
    *apic(APIC_LVT_TIMER) = APIC_LVT_MASKED;
    *apic(APIC_TIMER_START) = UINT32_MAX;
    uint64_t start = time_counter(), elapsed;
    do
        elapsed = time_counter() - start;
    while (elapsed < machine.timer_hz / CALIBRATION);
    uint64_t ticks = UINT32_MAX - *apic(APIC_TIMER_NOW);
    return (ticks << FRACTION) / elapsed;
}

error host_timer_init(void)
{
    if (!has_apic())
        return error_of("this CPU has no local APIC that can be reached in memory");
    svm_enable(); /* stgi is an instruction of SVM */
    *apic(APIC_SPURIOUS) = APIC_ENABLE | 0xff;
    /* Nothing comes from the two 8259, but QEMU 7.2 ends in an assertion if a guest's error of
     * floating point reaches them, and from there the APIC, while the timer's interrupt waits. */
    *apic(APIC_LVT_PIC) = APIC_LVT_MASKED;
    *apic(APIC_TIMER_DIVIDE) = APIC_DIVIDE_128;
    if (!apic_ticks) /* measuring takes a hundredth of a second: once */
        apic_ticks = measure_apic_ticks();
    if (!apic_ticks)
        return error_of("this CPU's APIC timer stands still");
    host_interrupt_init(TIMER_VECTOR);
    /* Periodic, although it is set again each time. QEMU (7.2) loses an interrupt that comes while
     * an exit clears the request of V_IRQ, because two threads write that word. The next one comes
     * instead. */
    *apic(APIC_LVT_TIMER) = TIMER_VECTOR | APIC_LVT_PERIODIC;
    host_timer_acknowledge();
    return OK;
}

/* Not further ahead than this, so that time_counter() is read often enough; and not less, in the
 * APIC's ticks: QEMU has to keep pace with the period. */
#define LONGEST_SECONDS 2
#define SHORTEST        100 /* about 13 microseconds */

void host_timer_set(uint64_t when)
{
    uint64_t now = time_counter(), ticks = when > now ? when - now : 0;
    if (ticks > LONGEST_SECONDS * machine.timer_hz)
        ticks = LONGEST_SECONDS * machine.timer_hz;
    ticks = (ticks * apic_ticks >> FRACTION) + 1;
    *apic(APIC_TIMER_START) = ticks < SHORTEST ? SHORTEST : ticks;
}

/* An exit does not take the interrupt that caused it: it still waits in the APIC, and while it
 * does, every VMRUN exits at once. So it is taken: for one instruction the host lets interrupts
 * come, 15.17. */
void host_timer_acknowledge(void)
{
    *apic(APIC_TIMER_START) = 0;
    __asm__ volatile("stgi; nop; clgi" : : : "memory");
}
