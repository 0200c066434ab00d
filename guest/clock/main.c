/* Prints the date and the time that the machine's clock chip has, and asks the chip many times. */
#include "print.h"
#include "rtc.h"

#define READS 100

static void print_digits(unsigned n, const char *after)
{
    print(n < 10 ? "0" : "");
    print_number(n);
    print(after);
}

static void print_date(const struct date *date)
{
    print_digits(date->year, "-");
    print_digits(date->month, "-");
    print_digits(date->day, " ");
    print_digits(date->hour, ":");
    print_digits(date->minute, ":");
    print_digits(date->second, "\n");
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
    print_number(READS);
    print(" reads of the clock, ");
    print_number(back);
    print(" went back\n");
    shut_down();
}
