#include "rtc.h"

#define DAY          86400
#define DAYS_TO_1970 719468 /* from 1 March of the year 0 on */
#define DAYS_400     146097 /* of 400 years: then the calendar repeats */

/* Years are counted from March on, so that the leap day is their last one. The months from then on
 * have 31, 30, 31, 30, 31 days, twice, and again: 153 days in five. */
void date_of(struct date *date, uint64_t seconds)
{
    uint64_t days = seconds / DAY + DAYS_TO_1970;
    unsigned day = days % DAYS_400;
    unsigned year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    day -= year * 365 + year / 4 - year / 100;
    unsigned month = (day * 5 + 2) / 153;
    date->day = day - (month * 153 + 2) / 5 + 1;
    date->month = month < 10 ? month + 3 : month - 9;
    date->year = days / DAYS_400 * 400 + year + (month >= 10);
    date->hour = seconds / 3600 % 24;
    date->minute = seconds / 60 % 60;
    date->second = seconds % 60;
}
