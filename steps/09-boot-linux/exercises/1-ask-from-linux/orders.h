/* What the grader has Linux do: a program there makes one access to a device, by /dev/mem. */
#pragma once

#include "boot.h"

struct order {
    bool write;
    unsigned size;    /* bytes: 1, 2, 4 or 8 */
    uint64_t address; /* GPA, below 4 GiB */
    uint64_t value;   /* to write; or what was read */
    bool faulted;     /* the program was ended */
};

/* Linux, which was started, carries it out. False, after a miss, if it does not come to that. */
bool linux_obey(struct vm *vm, struct order *order);

/* Gives Linux the device where linux.sh finds its orders. Before linux_start(). */
void orders_add(struct guest *guest);
