/* x86_64: what redeliver_event() injects for each event that a CPU may have been delivering. QEMU
 * says of INT3 and INTO that they are software interrupts; a CPU, that they are exceptions. */
#include "timer.h"
#include "vcpu.h"
#include "x86_64_demand.h"

#include "print.h"

#define VALID BIT(31)

int main(void)
{
    static const uint64_t events[] = {
        0,                        /* none */
        VALID | 0x20,             /* an interrupt */
        VALID | 2 << 8 | 2,       /* NMI */
        VALID | 3 << 8 | 3,       /* INT3, as a CPU says it */
        VALID | 3 << 8 | 4,       /* INTO */
        VALID | 4 << 8 | 3,       /* INT3, as QEMU says it */
        VALID | 4 << 8 | 0x80,    /* INT n */
        VALID | 3 << 8 | 6,       /* #UD */
        7ul << 32 | VALID | 0xb0e /* #PF with an error code */
    };
    static struct vcpu vcpu;
    if (host_timer_init()) /* an interrupt that is injected needs the host's APIC */
        return 1;
    for (unsigned i = 0; i < ARRAY_LENGTH(events); i++) {
        vcpu.vmcb.exitintinfo = events[i];
        vcpu.vmcb.event_injection = 0;
        redeliver_event(&vcpu);
        printf("0x%lx: 0x%lx\n", events[i], vcpu.vmcb.event_injection);
    }
    return 0;
}
