/*
 * The Goldfish clock, a device that was made for emulators ("Goldfish Virtual Hardware", RTC): the
 * date in nanoseconds since 1970, and an alarm.
 */
#pragma once

#include "deadlines.h"
#include "devices.h"

struct goldfish_rtc {
    struct device device;
    struct deadline deadline; /* the alarm's */
    unsigned line;            /* its interrupt's number */

    uint64_t offset; /* the guest's date minus the machine's */
    uint32_t high;   /* the date's high half, kept when the low half was read */
    uint64_t alarm;  /* the guest's date at which it comes */
    bool alarm_set, enabled, pending;
};

/* Gives the guest one at that GPA, on that line of its interrupt controller. */
error goldfish_rtc_init(struct guest *guest, struct goldfish_rtc *rtc, uint64_t base,
                        unsigned line);

/* Whether an alarm is set that will make its line high. */
bool goldfish_rtc_would_interrupt(const struct goldfish_rtc *rtc);
