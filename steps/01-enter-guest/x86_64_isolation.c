/* x86_64: what traps on newer CPUs, and whether there is a second translation at all. */
#include "isolation.h"

#include "machine.h"
#include "panic.h"

/* --- What traps on newer CPUs --- */

/* x86_64: the VMCB has all of it (vmcb_init()). A bit that an older CPU does not know does nothing.
 */
void trap_newer_features(void)
{
}

/* --- Whether a guest is kept apart --- */

/* The rest lies in the VMCB: vmcb_check(). */
void check_isolation(const void *root)
{
    if (!(msr_read(MSR_EFER) & EFER_SVME))
        panic("isolation: EFER holds 0x%lx: SVM cannot be switched on", msr_read(MSR_EFER));
}
