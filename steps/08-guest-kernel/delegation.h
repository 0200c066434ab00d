/*
 * What goes straight to a guest's own kernel: the system calls, page faults and other exceptions of
 * its programs, and floating point. The architecture's file says what that takes.
 */
#pragma once

#include "handlers.h"

/* An exception that the hypervisor received, and gave to the guest's kernel by software. */
enum { EXIT_REFLECTED = EXIT_LATER + 3 };

/* Prepares the guest's start, and the handlers: from now on what its programs do is its kernel's.
 * With the boot word "reflect" the hypervisor receives it first, where the CPU lets it. Fails
 * without memory for what the kernel is told at its start, or if it is told too much. */
error delegate_to_guest(struct guest *guest);
