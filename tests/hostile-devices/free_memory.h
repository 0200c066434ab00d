/* Free memory: no guest may write to it. */
#pragma once

/* Clears free memory. From then on each page is checked before the allocator gives it away: a page
 * that is not zero is a panic. */
void free_memory_clear(void);

/* Checks all memory that is still free. After that, free pages need not be zero any more. */
void free_memory_check(void);
