/* Exercise 9.3: three words about time. */
#pragma once

#include "devices.h"

#include <stdint.h>

enum clock {
    NOT_FOUND,
    TIME_REGISTER,    /* riscv64: the register time */
    VIRTUAL_COUNTER,  /* aarch64: CNTVCT_EL0 */
    TIME_STAMP,       /* x86_64: the TSC */
    COUNTER_OF_TICKS, /* the kernel's jiffies */
    INTERVAL_TIMER,   /* a PC's 8254 */
};

/* Who says how fast that clock is. */
enum source {
    NOBODY, /* the kernel measures it */
    DEVICE_TREE,
    COMMAND_LINE, /* of the kernel */
    A_REGISTER,   /* of the CPU */
};

/* What you found on a machine. */
struct found {
    /* A boot with lpj=4000000, beside one without. */
    int saved;         /* so many exits fewer, without what differs between equal boots, too */
    enum clock delays; /* by which the kernel makes short delays, with this word and without */
    enum source told;

    /* A boot with nohz=off, beside one without, each with --run 'sleep 4'. */
    unsigned kind;  /* of enum exit_kind, or EXIT_DEVICE: of which there are most more */
    unsigned ticks; /* how many the kernel asks for in a second */

    /* A boot with the third word, beside one without (the README says which word). */
    uint64_t chip;  /* the base of the device that is used less: GPA or port */
    unsigned exits; /* of this device: how many fewer */
};

/* Your answer: riscv64, aarch64 and x86_64, in this order. */
extern const struct found found[3];

/* It calls nothing. */
