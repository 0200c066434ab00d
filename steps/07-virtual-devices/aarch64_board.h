/* AArch64: the devices of the guest's board. */
#pragma once

#include "gic.h"
#include "pl011.h"
#include "pl031.h"

struct board {
    struct vcpu *vcpu; /* which they interrupt */
    struct gic gic;
    struct pl011 uart;
    struct pl031 rtc;
};
