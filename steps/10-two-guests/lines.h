/* The guests' output: whole lines, although the guests take turns in the middle of one. */
#pragma once

#include "guest.h"
#include "vcpu.h"

/* From now on the guest's bytes are held until their line is complete. Its lines begin with its
 * number, from 1 on. */
void lines_hold(struct guest *guest);

/* The guest does not run now. If it waits, what it has printed of a line is shown: it may be a
 * prompt. */
void lines_pause(struct guest *guest, enum guest_action action);

/* Shows what is held of its line. */
void lines_flush(struct guest *guest);
