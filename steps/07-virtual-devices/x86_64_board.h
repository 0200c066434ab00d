/* x86_64: the devices of a PC. */
#pragma once

#include "cmos.h"
#include "i8254.h"
#include "i8259.h"
#include "ns16550a.h"

#define IRQ_UART 4

struct board {
    struct vcpu *vcpu;
    bool halted; /* it is at a HLT that no interrupt has ended yet */
    struct i8259 pic;
    struct i8254 pit;
    struct ns16550a uart;
    struct cmos cmos;
};

/* handle_wait() for HLT: x86_64_interrupts.c. */
exit_handler handle_halt;
