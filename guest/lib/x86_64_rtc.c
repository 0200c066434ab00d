/* x86_64: a PC's clock, the MC146818 (its data sheet, tables 2 and 3), with the century where PCs
 * have it. It has the date, and no number of seconds. */
#include "rtc.h"

#include "x86_64_io.h"

#include <stdbool.h>

#define CMOS_INDEX 0x70
#define CMOS_DATA  0x71

enum {
    SECOND = 0,
    MINUTE = 2,
    HOUR = 4,
    DAY = 7,
    MONTH,
    YEAR,
    REGISTER_A,
    REGISTER_B,
    CENTURY = 0x32
};

#define A_UPDATING 0x80 /* the time changes within 244 us */
#define B_24_HOURS 0x02
#define B_BINARY   0x04 /* and not two decimal digits */
#define HOUR_PM    0x80

static uint8_t cmos_read(uint8_t index)
{
    out8(CMOS_INDEX, index);
    return in8(CMOS_DATA);
}

static unsigned number(uint8_t value, uint8_t register_b)
{
    return register_b & B_BINARY ? value : (value >> 4) * 10 + (value & 15);
}

static unsigned hour_of(uint8_t value, uint8_t register_b)
{
    if (register_b & B_24_HOURS)
        return number(value, register_b);
    return number(value & ~HOUR_PM, register_b) % 12 + (value & HOUR_PM ? 12 : 0);
}

/* The seconds say whether the time changed in between. */
void rtc_read(struct date *date)
{
    uint8_t b;
    do {
        while (cmos_read(REGISTER_A) & A_UPDATING)
            ;
        b = cmos_read(REGISTER_B);
        date->second = number(cmos_read(SECOND), b);
        date->minute = number(cmos_read(MINUTE), b);
        date->hour = hour_of(cmos_read(HOUR), b);
        date->day = number(cmos_read(DAY), b);
        date->month = number(cmos_read(MONTH), b);
        date->year = number(cmos_read(CENTURY), b) * 100 + number(cmos_read(YEAR), b);
    } while (number(cmos_read(SECOND), b) != date->second);
}
