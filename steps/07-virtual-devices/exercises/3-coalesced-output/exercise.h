/* Exercise 7.3: output in a ring, which is printed at few exits. */
#pragma once

#include "deadlines.h"
#include "devices.h"
#include "guest_memory.h"
#include "print.h"
#include "string.h"

/* Where the guest has the device, and where its registers are: the seed decides. */
struct place {
    uint64_t base, bytes;    /* GPA, and how many */
    uint64_t ring, doorbell; /* bytes from the base */
};

/* A page of the guest's memory. The two numbers count bytes; after UINT32_MAX comes 0. Byte number
 * n is bytes[n % ring_bytes]. */
struct output_ring {
    uint32_t produced; /* how many the guest has put there */
    uint32_t consumed; /* how many of them are printed; the hypervisor writes it */
    uint8_t bytes[];
};
/* A power of two, 256 to 1024: the seed decides. */
extern uint32_t ring_bytes;

/* Milliseconds until the ring is printed, if no other exit comes before. */
#define OUTPUT_EARLIEST 5
#define OUTPUT_LATEST   10

/* The device, and what your functions remember about it. At the start it is all 0. */
struct output {
    struct device device; /* its first member */
    struct deadline deadline;
    const struct place *place;
    uint64_t ring;     /* GPA of its page; 0: none */
    uint32_t consumed; /* yours, which the guest cannot change */
};

/* Your answer: gives the guest the device. It is called once, before the guest runs. */
error output_add(struct guest *guest, struct output *output, const struct place *place);

/* Your answer may call device_add(), guest_memory_at(), guest_memory_clean(), guest_putc(),
 * deadline_set(), deadline_clear(), time_counter() and printf(), and set rows of exit_handlers[]. A
 * second has machine.timer_hz ticks of time_counter().
 */
extern struct machine machine;
