/* What each guest may have of the machine's memory, if the guests are promised more than there is.
 * So a guest that uses all of its part leaves the others theirs. */
#pragma once

#include "guest.h"

/* The guest has been made, with its RAM, since pages_free() returned free_before. */
void portion_begin(struct guest *guest, size_t free_before);

/* Divides the machine's memory, when all guests have been made: a guest that is promised less than
 * an equal part may have all of that. */
void portions_divide(void);

/* The guest has ended, and its memory is free: the others' parts grow. */
void portion_end(const struct guest *guest);
