/* Exercise 8.1: a system call of one's own, in the guest's kernel. */
#pragma once

#include "kernel.h"
#include "record.h"

/* Your answer, which handles the call as those in guest/kernel/time.c do: what to do, the place,
 * an address in the program's memory, how many bytes. Returns the result, or a negative error
 * (errno.h). */
long sys_record(const uint64_t *arguments);

/* It may call copy_in(), copy_out() and printf(), and read `current` (process.h), the task whose
 * process makes the call. */
