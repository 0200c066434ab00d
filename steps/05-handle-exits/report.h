/* What is printed of exits, and of a guest that has ended. */
#pragma once

#include "vcpu.h"

/* Prints the exit that ended the guest, how it ended, and the counts. Returns the exit status. */
int report_end(struct vcpu *vcpu, enum guest_action action);

/* Prints registers in columns. */
struct register_value {
    const char *name;
    uint64_t value;
};
void print_registers(const struct register_value *registers, unsigned count);

/* --- The architecture's: ARCH_report.c --- */

/* Prints the exit's cause in words, for a hypercall the call and its arguments. */
void print_exit(struct vcpu *vcpu, const struct vm_exit *exit);

/* Prints the guest's registers. The vCPU is loaded. */
void print_vcpu(struct vcpu *vcpu, const struct vm_exit *exit);
