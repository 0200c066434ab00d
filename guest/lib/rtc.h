/* The machine's clock chip, which knows the date: ARCH_rtc.c. */
#pragma once

#include <stdint.h>

struct date {
    unsigned year, month, day, hour, minute, second; /* UTC; month and day from 1 on */
};

/* Asks the chip. */
void rtc_read(struct date *date);

/* For chips that count seconds, from the start of 1970 on. */
void date_of(struct date *date, uint64_t seconds);
