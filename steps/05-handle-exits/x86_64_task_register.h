/*
 * x86_64: LTR, which loads the task register. QEMU (7.2 to 11) takes a null selector, and ends
 * itself at the next exception that leaves user mode. So LTR exits, and the hypervisor does it as
 * a CPU would.
 */
#pragma once

#include "handlers.h"

/* Loads TR from the guest's GDT. False if the guest's CPU raises an exception instead: it is
 * injected. */
bool load_task_register(struct vcpu *vcpu, uint16_t selector);

/* LTR from a general register. With an operand in memory it stops the guest: step 7 can find it. */
exit_handler handle_ltr;
