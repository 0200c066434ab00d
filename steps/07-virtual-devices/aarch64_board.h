/* AArch64: the devices of the guest's board. */
#pragma once

#include "gic.h"
#include "pl011.h"
#include "pl031.h"

enum { UART_LINE = 33, RTC_LINE = 34 }; /* INTIDs */

struct board {
    struct vcpu *vcpu;                     /* the one that they interrupt */
    struct gic gic;                        /* as the first CPU sees it; */
    struct gic other_gics[VCPUS_MOST - 1]; /* as others do (step 11) */
    struct pl011 uart;
    struct pl031 rtc;
};

/* The GIC as that CPU of the guest sees it. */
static inline struct gic *gic_number(struct board *board, unsigned number)
{
    return number ? &board->other_gics[number - 1] : &board->gic;
}

/* The guest's accesses to those registers of the GIC's CPU interface that trap:
 * aarch64_interrupts.c. */
exit_handler handle_gic_register;
