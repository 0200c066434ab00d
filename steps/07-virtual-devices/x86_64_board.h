/* x86_64: the devices of a PC. */
#pragma once

#include "cmos.h"
#include "i8254.h"
#include "i8259.h"
#include "ns16550a.h"

#define IRQ_UART 4

struct board {
    struct vcpu *vcpu;
    struct i8259 pic;
    struct i8254 pit;
    struct ns16550a uart;
    struct cmos cmos;
};
