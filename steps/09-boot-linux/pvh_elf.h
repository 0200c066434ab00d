/* ELF with a note that names an entry in 32-bit protected mode: Xen's PVH, by which QEMU starts the
 * hypervisor too. Xen: docs/misc/pvh.pandoc. */
#pragma once

#include "load_guest.h"

/* In the place of the format ELF. Without such a note it is what that is. */
extern struct image_format pvh_elf_format;
