/*
 * The ports of a PC's power management, where QEMU's q35 has them. "ACPI Specification" 6.5, 4.8.3:
 * the registers that every machine has, with a timer of 24 bits, which has the only event.
 * "82371SB (PIIX3)" 2.5.5: the reset control register.
 */
#pragma once

#include "deadlines.h"
#include "devices.h"

#define PORT_PM_EVENTS  0x600 /* 16 bits of status, and 16 that enable events */
#define PORT_PM_CONTROL 0x604 /* 16 bits */
/* PORT_PM_TIMER, 32 bits of which 24 count, is at the same port as the machine's own timer. */
#define PORT_RESET 0xcf9

#define LINE_SCI       9 /* at the 8259s: an event that is enabled */
#define SLEEP_TYPE_OFF 0 /* in the control register */
#define RESET_NOW      6 /* a hard reset, once the CPU's bit becomes 1 */

struct power_ports {
    struct device device; /* first member */
    uint8_t enabled[2];
    uint64_t seen;         /* half periods of the timer when its event was cleared last */
    struct deadline event; /* if it is enabled */
    uint32_t timer;        /* as read with its first byte: a kernel reads all four at once */
    struct device reset_port;
    uint8_t reset;
    unsigned access_bytes;     /* of the access in progress */
    enum guest_action decided; /* what the last access to a port asked for */
};

/* Gives the guest these ports. */
error power_ports_init(struct guest *guest);
