/*
 * For the graders of this step: the guest's processes do what the grader orders. Each process has
 * an order in the memory of the guest's kernel, which the grader writes. The process makes the
 * system call ORDER_CALL to report the last one, and sleeps until it has the next.
 *
 *   check.c           the grader: in the hypervisor
 *   program.c         gives orders, and runs the guest until a process reports
 *   kernel_orders.c   linked into the guest's kernel, with the answer
 *   obey.c            the program that all processes run
 */
#pragma once

#include <stdint.h>

#define ORDER_CALL     499 /* a number that Linux does not use on these architectures */
#define PROCESSES      16  /* their pids: 1 to 16 */
#define ORDER_ARGS     4
#define ORDER_RESULTS  4
#define ORDER_BYTES    320
#define ORDER_DISTANCE 512 /* so that an order is in one page */

/* What to do, with which arguments; results[0] becomes the result. */
enum order_kind {
    ORDER_NONE,
    ORDER_OWN,    /* the answer's call number `number`, up to ORDER_RESULTS times in a row */
    ORDER_FORK,   /* forks */
    ORDER_MAP,    /* maps so many pages, readable and writable: their address */
    ORDER_UNMAP,  /* takes so many pages at an address away */
    ORDER_SLEEP,  /* sleeps so many milliseconds */
    ORDER_PLACES, /* an address of its code; in results[1] one of the kernel's */
    ORDER_STORE,  /* stores so many of `bytes` at an address */
    ORDER_LOAD,   /* loads so many bytes from there */
    ORDER_SHARE,  /* shares a page with that process, whose address it is; its own is the third */
    ORDER_NUDGE,  /* has every sleep() return */
    ORDER_SETTLE, /* sleeps until no other process can run, at most so many ticks */
    ORDER_TURNS,  /* takes turns with another process: see obey.c */
};

struct order {
    uint64_t what;
    uint64_t own_call; /* the number of the answer's first call: the seed decides */
    uint64_t number, times;
    uint64_t arguments[ORDER_ARGS];
    int64_t results[ORDER_RESULTS];
    uint64_t switches, calls; /* when it reported: counts of the kernel's, and own calls */
    uint8_t bytes[ORDER_BYTES];
} __attribute__((aligned(ORDER_DISTANCE)));
