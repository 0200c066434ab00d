/* What a guest is told at its start: it has no other way to find out how much memory it has. */
#pragma once

#include "flash.h"

/* From its next reset on, the guest's vCPU starts with the bytes of its RAM and of its flash (0:
 * there is none) in two registers, which the architecture's header names. */
void guest_tell_sizes(struct guest *guest, const struct flash *flash);
