/* RISC-V: the host's timer, stimecmp of the Sstc extension. */
#include "timer.h"

#include "machine.h"

error host_timer_init(void)
{
    if (!cpu_has_extension("sstc"))
        return error_of("this CPU's timer cannot be set from HS-mode (no Sstc)");
    csr_write(stimecmp, NEVER);
    csr_set(sie, SIE_STIE);
    return OK;
}

void host_timer_set(uint64_t when)
{
    csr_write(stimecmp, when);
}

/* The interrupt is pending while the time is past stimecmp, S.1.3. */
void host_timer_acknowledge(void)
{
    csr_write(stimecmp, NEVER);
}
