/* x86_64: MSRs, debug and control registers, of which a guest's kernel needs some. */
#pragma once

#include "handlers.h"

/* Lets the guest access the MSRs of which each world has its own value in the CPU. For a vCPU that
 * has its first registers. */
void open_registers(struct vcpu *vcpu);

/* handle_register() for a kernel: an access to a register that it does not have raises #GP or #UD.
 */
exit_handler handle_kernel_register;

/* For the exits that the manual does not name: #GP for a MOV to CR3 or CR4 with a reserved bit. */
exit_handler refuse_control_register;

/* Which general register a MOV to or from a control or debug register uses: APM vol. 3, MOV CRn and
 * DRn. False if the instruction is another one. */
bool general_register(struct vcpu *vcpu, const struct vm_exit *exit, unsigned *n);
