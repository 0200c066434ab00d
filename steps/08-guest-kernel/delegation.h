/*
 * What goes straight to a guest's own kernel: the system calls, page faults and other exceptions of
 * its programs. And what the guest gets: floating point. The architecture's file does it.
 */
#pragma once

#include "handlers.h"

/* An exception that the hypervisor received, and gave to the guest's kernel by software. */
enum { EXIT_REFLECTED = EXIT_LATER + 3 };

/* Prepares the guest's start and the handlers: from now on the exceptions of its programs go to its
 * kernel. With the boot word "reflect" the hypervisor receives them first, where the CPU lets it.
 * Fails if what the kernel is told at its start is too long, or without memory for it. */
error delegate_to_guest(struct guest *guest);
