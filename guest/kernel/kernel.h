/* The kernel's parts, in the order in which they build on each other; process.h has those of
 * processes, file.h those of files. */
#pragma once

#include "cpus.h"
#include "errno.h"
#include "machine.h"
#include "panic.h"
#include "print.h"
#include "process.h"
#include "string.h"

static inline uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* How many of the size bytes at address are in the page of the first one. */
static inline uint64_t in_page(uint64_t address, uint64_t size)
{
    return smaller(PAGE_SIZE - address % PAGE_SIZE, size);
}

/* The end of the last page of so many bytes. */
static inline uint64_t whole_pages(uint64_t bytes)
{
    return (bytes + PAGE_SIZE - 1) & -PAGE_SIZE;
}

/* What the kernel counts; /proc/vmstat shows it (device_nodes.c). */
struct counts {
    uint64_t pages;       /* of memory after the kernel's image: all, */
    uint64_t free;        /* those that nobody has, */
    uint64_t promised;    /* and some of these: programs will get them when they use them */
    uint64_t calls;       /* system calls */
    uint64_t lazy;        /* pages given at their first use, */
    uint64_t shared;      /* shared by fork(), */
    uint64_t copied;      /* copied at their first write after it */
    uint64_t switches;    /* from one task to another */
    uint64_t preemptions; /* some of these: the timer took the CPU away */
};
extern struct counts counts;

/* --- pages.c: physical memory. The kernel never promises more pages than it has --- */

void pages_init(void);

/* Promises that many pages; false if there are not enough left. */
bool promise(uint64_t count);

/* A page of zeros with one reference: one of those promised; or one of the rest, NULL if there is
 * none. */
void *page_promised(void);
void *page_alloc(void);

/* One reference more; false if there are too many. */
bool page_share(void *page);

/* One reference less: a page without any is free. */
void page_put(void *page);

/* How many references the page has. */
uint16_t *page_references(const void *page);

/* --- heap.c --- */

#define HEAP_LARGEST 2048 /* bytes */

/* Zeroed memory; NULL if there is none. Free it with the same size. */
void *heap_alloc(size_t size);
void heap_free(void *memory, size_t size);

/* --- paging.c: page tables. An entry that is not valid may be a promise, with rights --- */

#define INDEX_BITS 9                  /* of an address, at each level: a table is a page */
#define STACKS     0xffffffffc0000000 /* kernel stacks: the last GiB of addresses */
#define USER_START 0x10000ul          /* below: NULL, and what is near it */
#define USER_END   (1ul << 38)        /* what all machines have at the least */
#define USER_STACK (64 * PAGE_SIZE)   /* promised, and given as it is used */

/* Below the stack, and the guard below that: the code that handlers of signals return to. What
 * programs map is below it. */
#define RETURN_ADDRESS (USER_END - USER_STACK - 2 * PAGE_SIZE)

extern pte *kernel_root;

/* The kernel's own translation: each page of its image with no more rights than it needs. */
void paging_init(void);

/* The entry for that address; NULL: there is no table for it. With make, missing tables are made;
 * NULL: there is no memory for one. */
pte *walk(pte *root, uint64_t address, bool make);

/* The first entry that is not 0, from *address on and below end, and its *address; NULL: none. */
pte *next_entry(pte *root, uint64_t *address, uint64_t end);

/* Frees the tables of a root, and the root; not the pages. */
void free_tables(pte *root);

/* The end of what a task uses of kernel stack n: below the address of its task. As much as a stack
 * below it is the guard. stack_map() gives it memory, if it has none, and that task: false if that
 * fails. */
void *stack_top(unsigned n);
bool stack_map(unsigned n, struct task *task);

/* --- space.c: a process's half of the addresses, by the root of its page tables --- */

/* A root with the kernel's half; NULL if there is no memory. */
pte *space_new(void);

/* For fork(): pages are shared until they are written. NULL if there is no memory. */
pte *space_copy(pte *root);

/* Frees a root, and its pages. The CPU must no longer use it. */
void space_free(pte *root);

/* Promises zeroed memory with those rights; -ENOMEM if something is there, or too little is left.
 */
long space_add(pte *root, uint64_t start, uint64_t end, unsigned rights);
void space_remove(pte *root, uint64_t start, uint64_t end);

/* Other rights for what is there: READ, WRITE and EXECUTE. */
long space_protect(pte *root, uint64_t start, uint64_t end, unsigned rights);

/* Makes the access possible: READ, WRITE or EXECUTE. Or -EFAULT: nothing there allows it. */
long space_fault(pte *root, uint64_t address, unsigned access);

/* The kernel's own address of that byte, and of the rest of its page; NULL: the access is not
 * allowed. The kernel never uses a program's address itself. */
void *space_at(pte *root, uint64_t address, unsigned access);

/* From and to the current process; -EFAULT. */
long copy_in(void *to, uint64_t from, uint64_t size);
long copy_out(uint64_t to, const void *from, uint64_t size);

/* To a process that does not run; -EFAULT. */
long space_write(pte *root, uint64_t to, const void *from, uint64_t size);

/* --- queue.c: messages between tasks of the kernel --- */

struct queue {
    uint64_t messages[8];
    unsigned sent, received;
    unsigned waits; /* how often a task slept, because it was full or empty */
};

void queue_send(struct queue *queue, uint64_t message);
uint64_t queue_receive(struct queue *queue);

/* --- traps.c: what each machine's handle_trap() calls first, and trap_ends() last --- */

/* In cpus.c: with several CPUs. */
void kernel_enter(void);

/* A trap out of a program, or an interrupt. A fault of the kernel itself has the lock already. */
static inline void trap_begins(void)
{
    if (attention & SEVERAL_CPUS)
        kernel_enter();
}

/* --- tour.c: the kernel shows its own parts, a line for each, and panics if one is wrong --- */
void tour(void);
