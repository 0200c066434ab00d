/* The guest of this step: a few instructions, copied into a page of the guest's. */
#pragma once

#define PROBE_MARK        0x600df00d
#define PROBE_MARK_OFFSET 0x100 /* bytes from the page's start */

#ifndef __ASSEMBLER__
/* Stores PROBE_MARK at PROBE_MARK_OFFSET of its own page, then makes a hypercall. */
extern char probe_start[], probe_end[];
#endif
