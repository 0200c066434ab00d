#pragma once

/* Where the second CPU begins, on a stack of its own. */
_Noreturn void other_cpu(void);

/* ARCH.S: asks the hypervisor to turn the second CPU on. Returns 0, or a problem. */
long start_other_cpu(void);
