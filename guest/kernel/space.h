/*
 * Translation. The kernel's half of the addresses is the same in every process. The user's half is
 * a process's own: a list of regions says what may be where, and the page tables what is there so
 * far.
 *
 *   0 ... program, heap -> ... <- mmap() ... guard, stack ] USER_END ... KERNEL_BASE: RAM ...
 * STACKS
 */
#pragma once

#include "errno.h"
#include "machine.h"
#include "rights.h"

#define USER_END    (1ul << 38)       /* what all machines have at the least */
#define USER_START  0x10000ul         /* below: NULL, and what is near it */
#define USER_STACK  (256 * PAGE_SIZE) /* bytes, given as they are used */
#define MAX_REGIONS 64

struct region {
    uint64_t start, end; /* whole pages */
    unsigned rights;     /* none: nothing can be there */
};

struct space {
    pte *root;
    uint64_t pages;                /* that it holds, with those of its tables */
    uint64_t heap_start, heap_end; /* brk() */
    unsigned count;
    struct region regions[MAX_REGIONS]; /* in the order of addresses */
};

/* --- paging.c --- */

/* The kernel's own translation: each page of its image with no more rights than it needs. */
void paging_init(void);

/* The entry for that address. NULL: there is no table for it. With made, tables are made where they
 * are missing, and counted in *made; NULL: there is no memory for one. */
pte *walk(pte *root, uint64_t address, uint64_t *made);

/* A page of the kernel's, or a device's registers; false if there is no memory for a table. */
bool map_kernel_page(uint64_t address, uint64_t physical, unsigned rights);
void unmap_kernel_page(uint64_t address);

extern pte *kernel_root;

/* --- space.c --- */

/* One without regions; NULL if there is no memory. */
struct space *space_new(void);

/* A copy for fork(): pages are shared until they are written. NULL if there is no memory. */
struct space *space_copy(struct space *space);

/* Frees all of it. The CPU must not use it. */
void space_free(struct space *space);

/* Adds a region; takes regions away from there, and their pages. Both can fail with -ENOMEM: there
 * is a region already, there are too many, or a process may not have as many pages. */
long space_add(struct space *space, uint64_t start, uint64_t end, unsigned rights);
long space_remove(struct space *space, uint64_t start, uint64_t end);

/* The highest place for that many bytes that is free; 0 if there is none. */
uint64_t space_find_room(const struct space *space, uint64_t size);

/* Makes the access possible: READ, WRITE or EXECUTE. -EFAULT: no region allows it. -ENOMEM. */
long space_fault(struct space *space, uint64_t address, unsigned access);

/* --- copy.c: programs' memory. The kernel asks the tables, and never uses a user's address --- */

/* Where the kernel finds that byte, and the rest of its page; NULL: the access is not allowed. */
void *space_at(struct space *space, uint64_t address, unsigned access);

/* From and to the current process; -EFAULT. */
long copy_in(void *to, uint64_t from, uint64_t size);
long copy_out(uint64_t to, const void *from, uint64_t size);

/* A string with its 0, of at most size bytes: its length, -EFAULT or -ENAMETOOLONG. */
long copy_string(char *to, uint64_t from, uint64_t size);
