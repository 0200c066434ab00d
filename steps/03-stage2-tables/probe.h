/* The guest of this step: a few instructions in a page of their own. */
#pragma once

#define PROBE_GPA         0x100000ul
#define PROBE_MARK        0x600df00d
#define PROBE_MARK_OFFSET 0x100 /* bytes from the page's start */

#ifndef __ASSEMBLER__
#include "stage2.h"

/* ARCH.S: stores PROBE_MARK at PROBE_MARK_OFFSET of its own page, then makes a hypercall. */
extern char probe_start[], probe_end[];

/* Allocates the page and copies the instructions into it. */
void probe_make(void);

/* Maps the page at PROBE_GPA, or changes how it is mapped. No prot: it stays as it is. */
void probe_map(struct stage2 *stage2, unsigned prot);

/* Whether the guest that just trapped did what it can with that prot: with STAGE2_X it has stored
 * its mark and calls us; without, it never ran its first instruction. */
bool probe_as_expected(unsigned prot);
#endif
