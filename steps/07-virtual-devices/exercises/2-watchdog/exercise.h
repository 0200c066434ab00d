/* Exercise 7.2: a watchdog. */
#pragma once

#include "deadlines.h"
#include "devices.h"
#include "interrupts.h"
#include "print.h"

/* Where the guest has the watchdog, where its registers are, and with which word the guest kicks
 * it: the seed decides. */
struct place {
    uint64_t base, bytes;           /* GPA, and how many */
    uint64_t period, control, kick; /* bytes from the base */
    uint32_t word;
};

/* CONTROL */
#define CONTROL_RUN  BIT(0)
#define CONTROL_LOCK BIT(1)

/* The watchdog, and what your functions remember about it. At the start it is all 0. */
struct watchdog {
    struct device device; /* its first member */
    struct deadline deadline;
    const struct place *place;
    uint32_t period; /* milliseconds */
    bool runs, locked;
    uint64_t over_at; /* time_counter() at the end of the period */
};

/* Your answer: gives the guest the watchdog, which is off. */
error watchdog_add(struct guest *guest, struct watchdog *dog, const struct place *place);

/* Your answer may call device_add(), deadline_set(), deadline_clear(), deadlines_run(),
 * time_counter(), vcpu_has_interrupt(), vcpu_can_wake(), host_wait() and printf(), and set a row of
 * exit_handlers[]. A second has machine.timer_hz ticks of time_counter(). */
extern struct machine machine;
