/* The initrd: the first files that a guest's kernel finds, an archive in its memory. */
#pragma once

#include "guest.h"

/* Reads the file that the option "initrd" names into the end of the guest's RAM, below its last
 * page, which is for what the kernel is told of its machine. Without the option there is none. */
error initrd_from_options(struct guest *guest);
