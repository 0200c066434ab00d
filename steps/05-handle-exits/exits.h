/*
 * Exits, the same on every machine: what made the guest come back to us, and the ring in memory
 * that keeps the last of them for whoever looks (gdb, the summary, a tool that reads the RAM).
 */
#pragma once

#include "machine.h"

enum exit_kind {
    EXIT_HYPERCALL,    /* the guest asked for something */
    EXIT_STAGE2_FAULT, /* it used an address that is not its own */
    EXIT_INSTRUCTION,  /* it executed an instruction that is not for guests */
    EXIT_REGISTER,     /* it used a system register that is not for guests */
    EXIT_PORT_IO,      /* it used a port, on a machine that has them */
    EXIT_IDENTIFY,     /* it asks what CPU it has */
    EXIT_WAIT,         /* it waits for an interrupt */
    EXIT_EXCEPTION,    /* an exception of the guest's own */
    EXIT_SHUTDOWN,     /* its CPU gave up: an exception that it could not deliver */
    EXIT_TIMER,        /* the host's timer: the guest did nothing */
    EXIT_INTERRUPT,    /* another interrupt of the host's */
    EXIT_UNKNOWN,      /* a cause that the manual does not name */
    EXIT_KINDS
};

struct vm_exit {
    uint64_t kind;        /* enum exit_kind */
    uint64_t cause;       /* the machine's own number for it */
    uint64_t pc;          /* of the guest, as the guest sees it */
    uint64_t detail;      /* what else the machine says; nothing for a hypercall */
    uint64_t gpa;         /* what was accessed; for a stage-2 fault only */
    uint64_t came;        /* cycle_counter() when it came */
    uint64_t went_on;     /* and when the guest was about to go on; not set in the last exit */
    struct vm_exit *next; /* the ring's next slot */
};
_Static_assert(sizeof(struct vm_exit) == 64, "an exit's slot is one line of the cache");

struct exit_ring {
    uint64_t count;        /* exits so far; the last is in slot (count - 1) & mask */
    uint64_t mask;         /* slots less one; there are 2^n */
    struct vm_exit *slots; /* HPA */
    uint64_t entered;      /* cycle_counter() when the guest was about to be entered first */
    struct vm_exit *next;  /* the slot for the next exit */
};
extern struct exit_ring exit_ring;

/* Makes room for as many exits as the option "ring" says, in powers of two, or for 1024. */
error exit_ring_init(void);

/* The slot of the exit that just came. */
static inline struct vm_exit *exit_ring_next(void)
{
    struct vm_exit *exit = exit_ring.next;
    exit_ring.next = exit->next;
    exit_ring.count++;
    exit->came = cycle_counter();
    return exit;
}

/* The exit that came last. */
struct vm_exit *exit_ring_last(void);

/* The kind's name: "stage-2 fault". */
const char *exit_kind_name(enum exit_kind kind);
