/* The guest's console: what its calls print and read. */
#pragma once

#include "guest.h"

/* One byte that was typed for the guest; -1 if none waits. */
int guest_getc(struct guest *guest);

/* Shows `length` bytes at gpa as the guest's output, a page of them at most. Returns how many;
 * -1 when they are not all the guest's to read. */
int64_t guest_console_write(struct guest *guest, uint64_t gpa, uint64_t length);

/* Puts what waits on the console at gpa, `length` bytes at most, a page at most. Returns how many;
 * -1 when they are not all the guest's to write. */
int64_t guest_console_read(struct guest *guest, uint64_t gpa, uint64_t length);
