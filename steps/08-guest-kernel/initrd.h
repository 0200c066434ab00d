/* The initrd: the first files that a guest's kernel finds, an archive in its memory. */
#pragma once

#include "guest.h"

/* Reads the file that the option "initrd" names into the end of the guest's RAM, just below the
 * last page. The last page is for what the kernel is told about its machine. Without the option the
 * guest gets no initrd. */
error initrd_from_options(struct guest *guest);
