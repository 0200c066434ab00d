/* The local APIC of a random guest, with step 9. Without it, x86_64_no_apic.c has these and they do
 * nothing. */
#pragma once

#include "fuzz.h"

/* After board_init(), before vcpu_init(). */
error apic_give(struct guest *guest);

/* As it was at the start. Before vcpu_reset(). */
void apic_put_back(void);
