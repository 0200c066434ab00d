/* The hypervisor tells a guest at its start how much memory it has: our guests have no other way to
 * find out. */
#pragma once

#include "flash.h"

/* From its next reset on, the guest's vCPU starts with two sizes in bytes, of its RAM and of its
 * flash (0 without a flash). They are in the registers that the architecture's header names. */
void guest_tell_sizes(struct guest *guest);
