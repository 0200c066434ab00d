/*
 * From the loader to a kernel that was not written for this hypervisor: the formats in which it
 * comes, and what it finds in its registers and its memory when it starts. The kernel's own
 * documentation says both.
 */
#pragma once

#include "load_guest.h"

/* --- hand_over.c --- */

/* Does what the format of the guest's kernel asks for, after everything else that sets the guest's
 * first registers. Fails if the initrd lies where the kernel is going to be, or if the kernel
 * cannot be told what it has to know. */
error hand_over(struct guest *guest);

/* --- ARCH_formats.c --- */

/* Adds the formats of this architecture's kernels to those that load_guest() knows. */
void kernel_formats_add(void);

/* Whether the kernel can run on this CPU, as far as the flags in its header say it. */
error check_kernel_flags(uint64_t flags);

/* Gives the guest what a machine's firmware offers its kernel, beyond the board's devices and the
 * calls. Fails without memory for it. */
error add_firmware(struct guest *guest);
