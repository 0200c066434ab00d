/* The kernel shows its own parts: a line for each, with what was measured. */
#pragma once

/* Called by a task of the kernel. Panics if something is not as it should be. */
void tour(void);
