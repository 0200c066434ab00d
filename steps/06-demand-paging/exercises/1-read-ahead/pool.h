/* For the graders of this step: a machine with little memory, of which some is in use. */
#pragma once

#include <stdint.h>

#define POOL_PAGES 4096 /* the page allocator's: that is all the memory there is */

void pool_init(void);

/* Takes pages until so many are free, or gives pages that it took back until then. */
void pool_leave(uint64_t pages);
/* Gives back all that it took. */
void pool_leave_all(void);
