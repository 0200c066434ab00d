/* Who gets what is typed: one guest at a time. Ctrl-] and a digit give the keyboard to that guest.
 */
#pragma once

#include "guest.h"

/* From now on the guest gets only what is typed for it. The first guest has the keyboard. */
void input_share(struct guest *guest);

/* The guest has ended. If it had the keyboard, the next one gets it. */
void input_leave(struct guest *guest);
