/* From the boot options to a guest, and from its first entry to its end. */
#pragma once

#include "vcpu.h"

/* Makes the guest of that number that the options name ("guest", "guest-mem"), and prints where it
 * lies. False after a line that says what is wrong. */
bool guest_from_options(struct guest *guest, unsigned number);

/* Makes the guest's first vCPU, and loads it. False after a line that says what is wrong. */
bool start_guest(struct guest *guest, struct vcpu *vcpu);

/* The same, and runs it until the guest ends. Returns the exit status. */
int run_to_end(struct guest *guest, struct vcpu *vcpu);
