/* The guests' output: whole lines, although the guests take turns in the middle of one. */
#pragma once

#include "guest.h"

/* From now on the guest's bytes are held until their line is complete. Its lines begin with its
 * number, from 1 on. */
void lines_hold(struct guest *guest);

/* Shows what is held of its line: the guest has ended, or waits, and it may be a prompt. */
void lines_flush(struct guest *guest);
