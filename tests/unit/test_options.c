/* common/options.c. It cuts the command line up once, so that each line gets a process. */
#include "unit.h"

#include "machine.h"
#include "options.h"

#include <string.h>

static void test_words(void)
{
    machine.command_line = "  guest=/sbin/hello verbose  mem=16M empty= a=b=c mem=5 ";
    CHECK_STRING(boot_option("guest", "none"), "/sbin/hello");
    CHECK_STRING(boot_option("a", "none"), "b=c");
    CHECK_STRING(boot_option("empty", "none"), "");
    CHECK_STRING(boot_option("mem", "none"), "16M"); /* the first one */
    CHECK_STRING(boot_option("verbose", "fallback"), "fallback");
    CHECK_STRING(boot_option("gues", "none"), "none");
    CHECK_STRING(boot_option("guest=", "none"), "none");
    CHECK_STRING(boot_option("uest", "none"), "none");
    CHECK_STRING(boot_option("M", "none"), "none");
    CHECK(boot_option("nothing", NULL) == NULL);
    CHECK(boot_flag("verbose"));
    CHECK(boot_flag("guest"));
    CHECK(!boot_flag("verb"));
    CHECK(!boot_flag("verbosely"));
    CHECK(!boot_flag("b"));
    CHECK_STRING(boot_option("guest", "none"), "/sbin/hello"); /* and again */
}

static void test_words_of_the_guest(void)
{
    machine.command_line = "guest=/sbin/hello --quiet a--=1 -- verbose slice=5 -- guest=x";
    CHECK_STRING(boot_option("guest", "none"), "/sbin/hello");
    CHECK(boot_flag("--quiet"));
    CHECK_STRING(boot_option("a--", "none"), "1");
    CHECK(!boot_flag("verbose"));
    CHECK_STRING(boot_option("slice", "none"), "none");
}

static void test_only_words_of_the_guest(void)
{
    machine.command_line = "-- verbose";
    CHECK(!boot_flag("verbose"));
    CHECK(!boot_flag("--"));
}

static void test_no_words(void)
{
    machine.command_line = "";
    CHECK_STRING(boot_option("guest", "none"), "none");
    CHECK(!boot_flag("guest"));
    machine.command_line = "    ";
    CHECK(!boot_flag("guest"));
    machine.command_line = "late";
    CHECK(boot_flag("late"));
}

/* --- Numbers --- */

#define REFUSED UINT64_MAX

static const struct number {
    const char *text;
    uint64_t value;
} numbers[] = {
    {"0", 0},
    {"1", 1},
    {"007", 7},
    {"64K", 65536},
    {"16M", 16ul << 20},
    {"4G", 4ul << 30},
    {"1152921504606846976", 1ul << 60},
    {"17179869183G", 17179869183ul << 30},
    {"0K", 0},
    {"", REFUSED},
    {"K", REFUSED},
    {"-1", REFUSED},
    {"+1", REFUSED},
    {"0x10", REFUSED},
    {"12x", REFUSED},
    {"1KK", REFUSED},
    {"1KB", REFUSED},
    {"1k", REFUSED},
    {"1T", REFUSED},
    {"1.5G", REFUSED},
    {"17179869184G", REFUSED}, /* 2^64 */
    {"18446744073709551616", REFUSED},
    {"99999999999999999999999999999", REFUSED},
};
static const struct number *number; /* this process's */

static void test_number(void)
{
    char line[64] = "x=";
    strcat(strcat(line, number->text), " y=77");
    unit_case("%s", line);
    machine.command_line = line;
    uint64_t value = 4711;
    if (number->value == REFUSED) {
        CHECK_ERROR(boot_number("x", &value), "not a number");
        CHECK_EQUAL(value, 4711);
    } else {
        CHECK_OK(boot_number("x", &value));
        CHECK_EQUAL(value, number->value);
    }
    CHECK_OK(boot_number("y", &value));
    CHECK_EQUAL(value, 77);
    CHECK_OK(boot_number("z", &value));
    CHECK_EQUAL(value, 77);
}

/* --- The longest line --- */

static char line[8000];

static void test_longest(void)
{
    memset(line, 'x', 4090);
    strcpy(line + 4090, " end");
    machine.command_line = line;
    CHECK_EQUAL(strlen(line), 4094);
    CHECK(boot_flag("end"));
    CHECK(!boot_flag("x"));
}

/* What is for the guest does not count. */
static void test_long_words_of_the_guest(void)
{
    memset(line, 'x', 7999);
    memcpy(line, "a -- b", 6);
    machine.command_line = line;
    CHECK(boot_flag("a"));
    CHECK(!boot_flag("b"));
    CHECK_EQUAL(strlen(boot_words_for_guest()), 7999 - 5);
}

static void test_too_long(void)
{
    memset(line, 'x', 4095);
    machine.command_line = line;
    CHECK_PANIC(boot_flag("end"), "before \"--\", are longer than 4094 bytes");
    memcpy(line + 4000, " -- ", 4); /* what is the guest's does not count */
    CHECK(!boot_flag("end"));
    CHECK_EQUAL(strlen(boot_words_for_guest()), 4095 - 4004);
}

int main(void)
{
    RUN(test_words);
    RUN(test_words_of_the_guest);
    RUN(test_only_words_of_the_guest);
    RUN(test_no_words);
    for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        number = &numbers[i];
        RUN(test_number);
    }
    RUN(test_longest);
    RUN(test_long_words_of_the_guest);
    RUN(test_too_long);
    return unit_end("options");
}
