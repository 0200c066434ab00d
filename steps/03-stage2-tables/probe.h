/* The guest of this step: a few instructions in their own page. */
#pragma once

#define PROBE_GPA         0x100000ul
#define PROBE_MARK        0x600df00d
#define PROBE_MARK_OFFSET 0x100 /* bytes from the page's start */

#ifndef __ASSEMBLER__
#include "stage2.h"

/* ARCH.S: stores PROBE_MARK at PROBE_MARK_OFFSET of its own page, then makes a hypercall. */
extern char probe_start[], probe_end[];

/* Allocates the page and copies the instructions into it. */
void probe_init(void);

/* Maps the page at PROBE_GPA, or changes its rights to prot. With prot 0 it changes nothing. */
void probe_map(struct stage2 *stage2, unsigned prot);

/* Whether the guest that just trapped did what prot allows. With STAGE2_X it has stored its mark
 * and made a hypercall; without, it has not executed an instruction. When it did something else,
 * prints what was expected, and what came. */
bool probe_succeeded(unsigned prot);
#endif
