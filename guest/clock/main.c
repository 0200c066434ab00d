/* Reads the machine's clock chip many times, and prints the date and time that it says. */
#include "guest.h"
#include "line.h"
#include "rtc.h"

#define READS 100

static void add_digits(unsigned n, const char *after)
{
    line_add(n < 10 ? "0" : "");
    line_add_number(n);
    line_add(after);
}

static void print_date(const struct date *date)
{
    add_digits(date->year, "-");
    add_digits(date->month, "-");
    add_digits(date->day, " ");
    add_digits(date->hour, ":");
    add_digits(date->minute, ":");
    add_digits(date->second, "");
    line_print();
}

/* A number that is larger for a later date. */
static uint64_t order(const struct date *date)
{
    uint64_t days = (date->year * 12ull + date->month) * 31 + date->day;
    return ((days * 24 + date->hour) * 60 + date->minute) * 60 + date->second;
}

int main(void)
{
    struct date date;
    uint64_t last = 0;
    unsigned back = 0;
    for (unsigned i = 0; i < READS; i++) {
        rtc_read(&date);
        back += order(&date) < last;
        last = order(&date);
        if (!i)
            print_date(&date);
    }
    line_add_number(READS);
    line_add(" reads of the clock, ");
    line_add_number(back);
    line_add(" went back");
    line_print();
    shut_down();
}
