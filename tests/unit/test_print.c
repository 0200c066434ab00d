/* The formatter against the C library's, and what the guest can and cannot put on the screen. */
#include "unit.h"

#include <limits.h>
#include <string.h>

/* Not out of <stdio.h>, which has another printf than print.h; and that one is ours. */
int snprintf(char *buffer, size_t size, const char *format, ...);
#pragma redefine_extname printf ws_printf
#include "print.h"

static const char *format_of(size_t size, const char *format, ...)
{
    static char buffer[256];
    memset(buffer, '#', sizeof buffer);
    va_list args;
    va_start(args, format);
    format_into(buffer, size, format, args);
    va_end(args);
    CHECK(buffer[size] == '#'); /* the byte after the end */
    return buffer;
}

/* Our result and the C library's, of one argument. */
#define COMPARE(format, argument)                               \
    do {                                                        \
        char wanted[200];                                       \
        snprintf(wanted, sizeof wanted, format, argument);      \
        unit_case("format \"%s\"", format);                     \
        CHECK_STRING(format_of(200, format, argument), wanted); \
    } while (0)

/* "%-", "%0", a width or none, then "[" and "]" around it to see the padding. */
static const char *make_format(const char *flag, unsigned width, const char *conversion)
{
    static char format[32];
    if (width)
        snprintf(format, sizeof format, "[%%%s%u%s]", flag, width, conversion);
    else
        snprintf(format, sizeof format, "[%%%s%s]", strcmp(flag, "0") ? flag : "", conversion);
    return format;
}

static const char *const flags[] = {"", "-", "0"};
static const unsigned widths[] = {0, 1, 2, 4, 5, 8, 16, 20, 25, 100};
#define COUNT(array) (sizeof(array) / sizeof *(array))

#pragma clang diagnostic ignored "-Wformat-nonliteral"

static void test_ints(void)
{
    static const int values[] = {0, 1, -1, 9, 10, -10, 42, -42, 4095, 65536, INT_MAX, INT_MIN};
    static const char *const conversions[] = {"d", "u", "x"};
    for (unsigned f = 0; f < COUNT(flags); f++) {
        for (unsigned w = 0; w < COUNT(widths); w++) {
            for (unsigned c = 0; c < COUNT(conversions); c++) {
                for (unsigned v = 0; v < COUNT(values); v++)
                    COMPARE(make_format(flags[f], widths[w], conversions[c]), values[v]);
            }
        }
    }
}

static void test_longs(void)
{
    static const long values[] = {0,        1,        -1,       1l << 32,   -(1l << 32),
                                  LONG_MAX, LONG_MIN, UINT_MAX, 0x80000000l};
    static const char *const conversions[] = {"ld", "lu", "lx"};
    for (unsigned f = 0; f < COUNT(flags); f++) {
        for (unsigned w = 0; w < COUNT(widths); w++) {
            for (unsigned c = 0; c < COUNT(conversions); c++) {
                for (unsigned v = 0; v < COUNT(values); v++)
                    COMPARE(make_format(flags[f], widths[w], conversions[c]), values[v]);
            }
        }
    }
}

/* "%0s" and "%0c" mean nothing in C. */
static void test_text(void)
{
    static const char *const values[] = {"", "x", "four", "eight888", "\xff\x01%d"};
    for (unsigned f = 0; f < 2; f++) {
        for (unsigned w = 0; w < COUNT(widths); w++) {
            for (unsigned v = 0; v < COUNT(values); v++)
                COMPARE(make_format(flags[f], widths[w], "s"), values[v]);
            for (int c = 1; c < 256; c++)
                COMPARE(make_format(flags[f], widths[w], "c"), c);
        }
    }
}

static void test_others(void)
{
    CHECK_STRING(format_of(200, "100%% of %s", "it"), "100% of it");
    CHECK_STRING(format_of(200, "%%%%%d%%", 7), "%%7%");
    CHECK_STRING(format_of(200, ""), "");
    CHECK_STRING(format_of(200, "%d %s %lx %c|", -5, "and", 0xabcdef0123ul, 'c'),
                 "-5 and abcdef0123 c|");
    /* A pointer: eight digits at least, as addresses are written elsewhere. */
    CHECK_STRING(format_of(200, "%p", (void *)0x1234), "00001234");
    CHECK_STRING(format_of(200, "%p", (void *)0xffffffff80200000), "ffffffff80200000");
}

/* A mistake in a format must not lead beyond its end. */
static void test_unfinished_formats(void)
{
    static const char *const formats[] = {"100%", "%-", "%0", "%12", "%l", "%-08l"};
    for (unsigned i = 0; i < COUNT(formats); i++) {
        char *end = (char *)host_memory(4096, 4096) + 4096;
        size_t length = strlen(formats[i]) + 1;
        memcpy(end - length, formats[i], length);
        unit_case("format \"%s\"", formats[i]);
        CHECK(strlen(format_of(200, end - length)) < 10);
    }
}

static void test_cut_where_it_is_full(void)
{
    static const char whole[] = "[  42] and more 0000002a";
    for (size_t size = 1; size < sizeof whole + 3; size++) {
        char wanted[64];
        snprintf(wanted, size, "%s", whole);
        CHECK_STRING(format_of(size, "[%4d] and %s %08x", 42, "more", 42), wanted);
    }
    char big[300];
    memset(big, 'b', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    CHECK_EQUAL(strlen(error_of("%s", big)), 255);
}

/* --- The guest's bytes --- */

static struct guest_line line = {.prefix = "[guest] "};

static void guest_prints(const char *text)
{
    for (; *text; text++)
        guest_putc(&line, *text);
}

static void test_guest_lines(void)
{
    guest_prints("one\n\ttwo\n\n");
    CHECK_STRING(host_console(), "[guest] one\n[guest] \ttwo\n[guest] \n");
    guest_prints("Hypervisor ok!\n\nHypervisor ok!\r\n\033[2J\x7f\n");
    CHECK_STRING(host_console(), "[guest] Hypervisor ok!\n[guest] \n[guest] Hypervisor ok!\\x0d\n"
                                 "[guest] \\x1b[2J\\x7f\n");
}

static void test_every_byte_of_a_guest(void)
{
    for (int c = 0; c < 256; c++) {
        char wanted[32];
        if (c == '\t' || (c >= ' ' && c <= '~'))
            snprintf(wanted, sizeof wanted, "[guest] %c\n", c);
        else
            snprintf(wanted, sizeof wanted, "[guest] \\x%02x\n", c);
        unit_case("byte %d", c);
        guest_putc(&line, c);
        guest_putc(&line, '\n');
        CHECK_STRING(host_console(), c == '\n' ? "[guest] \n[guest] \n" : wanted);
    }
}

/* Columns of a line on a terminal; it is broken into rows where it has more than those. */
static unsigned columns_of(const char *text, size_t length)
{
    unsigned column = 0;
    for (size_t i = 0; i < length; i++)
        column += text[i] == '\t' ? 8 - column % 8 : 1;
    return column;
}

static void test_a_guests_line_is_broken_where_a_terminal_would(void)
{
    guest_prints("123456789012345678901234567890123456789012345678901234567890123456789012\n");
    CHECK_STRING(host_console(), "[guest] 12345678901234567890123456789012345678901234567890"
                                 "1234567890123456789012\n");
    guest_prints("123456789012345678901234567890123456789012345678901234567890123456789\1x\tx\n");
    CHECK_STRING(host_console(), "[guest] 12345678901234567890123456789012345678901234567890"
                                 "1234567890123456789\n[guest] \\x01x\tx\n");
    for (unsigned n = 0; n < 2000; n++) {
        unit_case("%u random bytes", n % 400);
        for (unsigned i = 0; i < n % 400; i++)
            guest_putc(&line, "\n\t\t\1 abcdefghijklmnopqrstuvwxyz"[unit_random(31)]);
        printf("end\n");
        const char *at = host_console(), *end;
        for (; (end = strchr(at, '\n')) && strcmp(at, "end\n"); at = end + 1) {
            CHECK(!strncmp(at, "[guest] ", 8));
            CHECK(columns_of(at, end - at) <= 80);
        }
    }
}

static void test_our_line_after_an_open_one_of_the_guest(void)
{
    guest_prints("no newline");
    printf("exit %d\n", 1);
    printf("next\n");
    guest_prints("again\n");
    printf("last\n");
    CHECK_STRING(host_console(), "[guest] no newline\nexit 1\nnext\n[guest] again\nlast\n");
}

static void test_bits(void)
{
    static const struct bit_name names[] = {{1ul << 63, "TOP"}, {8, "VSXL"}, {4, NULL}, {1, "LOW"}};
    print_bits(1ul << 63 | 1, names, COUNT(names));
    CHECK_STRING(host_console(), " TOP LOW");
    print_bits(2, names, COUNT(names));
    CHECK_STRING(host_console(), "");
    print_bits(12, names, COUNT(names));
    CHECK_STRING(host_console(), " VSXL");
}

int main(void)
{
    RUN(test_ints);
    RUN(test_longs);
    RUN(test_text);
    RUN(test_others);
    RUN(test_unfinished_formats);
    RUN(test_cut_where_it_is_full);
    RUN(test_guest_lines);
    RUN(test_every_byte_of_a_guest);
    RUN(test_a_guests_line_is_broken_where_a_terminal_would);
    RUN(test_our_line_after_an_open_one_of_the_guest);
    RUN(test_bits);
    return unit_end("print");
}
