/* A PL031, the clock of Arm ("PrimeCell Real Time Clock (PL031)", DDI 0224): seconds since 1970,
 * and an alarm. */
#pragma once

#include "deadlines.h"
#include "devices.h"

struct pl031 {
    struct device device;
    struct deadline deadline; /* the alarm's */
    unsigned line;            /* of its interrupt */
    uint32_t offset;          /* the guest's time minus the machine's, in seconds */
    uint32_t loaded, match;   /* what the guest has set its time, and the alarm, to */
    bool raised, enabled;     /* its interrupt: RIS and IMSC */
};

/* Gives the guest one at base (GPA), which interrupts by that line. */
error pl031_init(struct guest *guest, struct pl031 *rtc, uint64_t base, unsigned line);

/* Whether an alarm is set that will make the line high. */
bool pl031_would_interrupt(const struct pl031 *rtc);
