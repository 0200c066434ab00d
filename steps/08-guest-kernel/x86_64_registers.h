/* x86_64: the registers of a guest's kernel that only the hypervisor can keep for it: MSRs and
 * debug registers. */
#pragma once

#include "handlers.h"

/* Gives the guest the MSRs of which each world has its own in the CPU. */
void open_registers(struct guest *guest);

/* handle_register() for a kernel: an access to what it does not have is a #GP or #UD. */
exit_handler handle_kernel_register;
