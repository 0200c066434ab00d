/* A guest whose memory lies in single pages, each with others around it that are not its own. */
#pragma once

#include "guest.h"

#define GUEST_PAGES 20
#define GUEST_SIZE  (GUEST_PAGES * PAGE_SIZE)

extern struct guest test_guest;

/* Makes a new one, with empty RAM at base (GPA). */
void guest_begin(uint64_t base);

/* These bytes are to be at gpa, in its RAM. */
void guest_should_hold(uint64_t gpa, const uint8_t *bytes, unsigned count);

/* Whether a byte of its memory is not what it should be: the first. */
bool guest_differs(uint64_t *gpa, unsigned *is, unsigned *should_be);

/* Whether memory that is not the guest's was changed. */
bool guest_neighbours_changed(void);
