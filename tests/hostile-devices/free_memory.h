/* The memory that belongs to nobody: no guest may write to it. */
#pragma once

/* Clears it. From then on each page is looked at before the allocator gives it to somebody; a page
 * with anything in it is a panic. */
void free_memory_clear(void);

/* Looks at all that is still free. After that a page may hold anything again. */
void free_memory_check(void);
