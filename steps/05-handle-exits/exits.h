/*
 * Exits, the same on every architecture: why the guest exited to the hypervisor, and the ring in
 * memory that keeps a vCPU's last ones for a reader: gdb, the summary, a tool that reads the RAM.
 */
#pragma once

#include "machine.h"

enum exit_kind {
    EXIT_UNKNOWN,      /* a cause that the manual does not name */
    EXIT_HYPERCALL,    /* the guest asked for something */
    EXIT_STAGE2_FAULT, /* it used an address that is not its own */
    EXIT_INSTRUCTION,  /* it executed an instruction that is not for guests */
    EXIT_REGISTER,     /* it used a system register that is not for guests */
    EXIT_PORT_IO,      /* it used a port, on a machine that has them */
    EXIT_IDENTIFY,     /* it asks what CPU it has */
    EXIT_WAIT,         /* it waits for an interrupt */
    EXIT_EXCEPTION,    /* an exception that the guest caused and we receive */
    EXIT_SHUTDOWN,     /* its CPU gave up: an exception that it could not deliver */
    EXIT_TIMER,        /* the host's timer: the guest did nothing */
    EXIT_INTERRUPT,    /* another interrupt of the host */
    EXIT_LATER,        /* from here on: kinds that later steps add, with their names */
    EXIT_KINDS = 24
};

/* The kinds' names: "stage-2 fault". */
extern const char *exit_kind_names[EXIT_KINDS];

struct vm_exit {
    uint16_t kind;     /* enum exit_kind */
    uint16_t injected; /* 1 + the number of the interrupt that the guest was given, or 0 */
    uint16_t guest;    /* whose exit: the numbers of guest and vCPU */
    uint8_t vcpu;
    uint8_t cpu;              /* of the host, on which the guest resumed after it (step 11) */
    uint64_t cause;           /* the CPU's own number for it */
    uint64_t pc;              /* of the guest, as the guest sees it */
    union {                   /* what else the CPU says; nothing for a hypercall */
        uint64_t address;     /* RISC-V's stval, AArch64's FAR_EL2 */
        uint64_t instruction; /* RISC-V's stval */
        uint64_t interrupt;   /* AArch64: its INTID */
        uint64_t info;        /* x86-64's EXITINFO1 */
    };
    uint64_t gpa; /* what was accessed; for a stage-2 fault, and what later steps make of it */
    uint64_t exited_at;   /* cycle_counter() after the exit */
    uint64_t resumed_at;  /* and when the guest was about to run on; not set in the last exit */
    struct vm_exit *next; /* the ring's next slot */
};
_Static_assert(sizeof(struct vm_exit) == 64, "an exit's slot is one line of the cache");

struct guest;
struct vcpu;

struct exit_ring {
    struct exit_ring *next_ring; /* of another vCPU: exit_rings is the first */
    struct vcpu *vcpu;
    struct guest *guest;
    struct vm_exit *slots;   /* HPA; there are 2^n */
    uint64_t mask;           /* slots less one */
    struct vm_exit *last;    /* the slot of the last exit; before the first one, the last slot */
    uint64_t first_entry_at; /* cycle_counter() when the guest was about to be entered first */
    uint64_t kinds;          /* EXIT_KINDS, for tools */
    uint64_t counts[EXIT_KINDS]; /* exits of each kind, once their handler has returned */
};

/* Every vCPU's ring: what tools start from. */
extern struct exit_ring *exit_rings;

/* Makes the vCPU's ring: room for as many exits as the option "ring" says, a power of two, or for
 * 1024. */
error exit_ring_init(struct vcpu *vcpu);

/* The slot for the exit that has just come. */
static inline struct vm_exit *exit_ring_next(struct exit_ring *ring)
{
    struct vm_exit *exit = ring->last->next;
    ring->last = exit;
    exit->exited_at = cycle_counter();
    return exit;
}

/* Decodes it as that kind, for a start. */
static inline void exit_set_kind(struct vm_exit *exit, enum exit_kind kind)
{
    exit->kind = kind;
    exit->injected = 0;
}
