/* x86_64: what a guest's kernel is told at its start. On the other architectures a device tree says
 * it. */
#pragma once

#include "guest.h"

/* Writes PVH's start_info into the last page of the guest's RAM, and returns its GPA: the boot
 * words after "--", the memory map, and the initrd, if there is one. Fails without memory for the
 * page, or if the words do not fit into the page. */
error start_info_for_guest(struct guest *guest, uint64_t *gpa);
