/* AArch64: enters the guest without stage 2.
 * ./run.sh step 4 aarch64 --main tests/hang/without_stage2.c */
#include "registers.h"
#include "../../steps/04-load-guest/main.c"

_Noreturn void __real_leave_host(void);
_Noreturn void __wrap_leave_host(void);

_Noreturn void __wrap_leave_host(void)
{
    sysreg_write(hcr_el2, sysreg_read(hcr_el2) & ~HCR_VM);
    __real_leave_host();
}
