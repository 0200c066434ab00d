/* A virtual machine: a guest with its CPU, its flash and its board, from the options to its end. */
#pragma once

#include "board.h"
#include "flash.h"

struct vm {
    struct guest guest;
    struct vcpu vcpu;
    struct flash flash;
    struct device flash_writes; /* what answers them */
    struct board board;
    unsigned number; /* of the guest, from 0 on */
    unsigned cpus;   /* that the guest has, if more than one (step 11) */
};

/* Prepares what every guest needs: memory to give, and the handlers of steps 6 and 7. False after a
 * line that says what is wrong. */
bool vm_init(void);

/* Makes the guest of that number with its memory. False after a line that says what is wrong. */
bool vm_load(struct vm *vm, unsigned number);

/* Gives it its devices: all that is in its memory at the start is there by now. False after a line
 * that says what is wrong. */
bool vm_add_devices(struct vm *vm);

/* Runs it until it ends, and prints what it used. Returns the exit status. */
int vm_run(struct vm *vm);
