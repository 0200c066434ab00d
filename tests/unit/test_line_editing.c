/* What a guest can do to the terminal while a person edits its line: nothing outside of its part.
 */
#include "unit.h"

#include <string.h>

#pragma redefine_extname printf ws_printf
#include "line_editing.h"

static struct guest_line line = {.prefix = "[guest] ", .control = edit_line};

static void guest_prints(const char *text)
{
    for (; *text; text++)
        guest_putc(&line, *text);
}

#define PREFIX_COLUMNS 8
#define COLUMNS        80

/* One row of a terminal: what is on it, and the cursor's column. */
static char row[COLUMNS + 1];
static unsigned column;

static void clear_from(unsigned first)
{
    memset(row + first, ' ', COLUMNS - first);
}

/* Obeys a sequence from "ESC [" on, and returns its last byte. */
static const char *obey(const char *at)
{
    unsigned number = 0;
    for (at += 2; *at >= '0' && *at <= '9'; at++)
        number = number * 10 + *at - '0';
    if (*at == 'C')
        column += number ? number : 1;
    else if (*at == 'D')
        column -= number ? number : 1;
    else if ((*at == 'K' || *at == 'J') && !number)
        clear_from(column);
    else
        CHECK(!"a sequence that a guest may not send");
    CHECK(column <= COLUMNS);
    return at;
}

/* Shows what the console was given, and calls at_end() at the end of each row. */
static void show(const char *text, void (*at_end)(void))
{
    for (const char *at = text; *at; at++) {
        if (*at == '\n') {
            at_end();
            column = 0;
            clear_from(0);
        } else if (*at == '\r') {
            column = 0;
        } else if (*at == '\x1b') {
            at = obey(at);
        } else if (*at == '\t') {
            column += 8 - column % 8;
        } else {
            CHECK(*at >= ' ' && *at <= '~');
            CHECK(column < COLUMNS);
            row[column++] = *at;
        }
    }
}

static char last_row[COLUMNS + 1];

static void keep_row(void)
{
    memcpy(last_row, row, COLUMNS);
    for (char *end = last_row + COLUMNS; end > last_row && end[-1] == ' '; end--)
        end[-1] = '\0';
}

static const char *row_of(const char *text)
{
    clear_from(0);
    column = 0;
    guest_prints(text);
    guest_prints("\n");
    show(host_console(), keep_row);
    return last_row;
}

static void test_what_a_shell_prints(void)
{
    CHECK_STRING(row_of("ab\bc"), "[guest] ac");
    CHECK_STRING(row_of("abc\b\b\bxyz"), "[guest] xyz");
    CHECK_STRING(row_of("abc\033[3Dxyz"), "[guest] xyz");
    CHECK_STRING(row_of("abc\033[D\033[K!"), "[guest] ab!");
    CHECK_STRING(row_of("abc\r~ # \033[J"), "[guest] ~ #");
    CHECK_STRING(row_of("a\033[3Cb"), "[guest] a   b");
    CHECK_STRING(row_of("one\r"), "[guest] one");
    CHECK_STRING(row_of("\033[1;31mred\033[m\033[6n\033[?25h\a"), "[guest] red");
}

/* Byte by byte: what is passed on, and that what is not leaves no trace. */
static void test_what_the_console_gets(void)
{
    static const struct {
        const char *printed, *console;
    } cases[] = {
        {"a\033[10Cb", "a\033[10Cb"},
        {"123456789abc\033[100Dx", "123456789abc\033[12Dx"},
        {"ab\033[K\033[0K\033[J\033[00J", "ab\033[0K\033[0K\033[0J\033[0J"},
        {"ab\033[1K\033[2K\033[1J\033[2J", "ab"},
        {"ab\033[?1D\033[!1D\033[1?D\033[1!D\033[;D", "ab"},
        {"ab\033[00001Dc", "ab\033[1Dc"}, /* as long as a sequence can be */
        {"ab\033[000001Dc", "abc"},
        {"ab\033[@c", "abc"},
        {"ab\033M[1Dc", "abM[1Dc"}, /* of two bytes: the rest is text */
        {"ab\033[1\001c\033[\177\033[\377c", "ab\\x01c\\x7f\\xffc"},
        {"ab\033[\033[1Dc", "ab\033[1Dc"},
        {"ab\rc\r\033[2C\r\b\r\ad", "ab\r[guest] c\r[guest] \033[2C\r[guest] \r[guest] d"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        unit_case("row %u", i);
        guest_prints("\r\b\033[C\033[K"); /* no line is open yet */
        guest_prints(cases[i].printed);
        const char *console = host_console();
        CHECK(!strncmp(console, "[guest] ", PREFIX_COLUMNS));
        CHECK_STRING(console + PREFIX_COLUMNS, cases[i].console);
        guest_prints("\n");
        CHECK_STRING(host_console(), "\n");
    }
}

static void test_an_end_of_line_after_a_return_is_printed_once(void)
{
    guest_prints("one\r\ntwo\r\n");
    CHECK_STRING(host_console(), "[guest] one\n[guest] two\n");
}

static void test_nothing_leaves_the_line(void)
{
    CHECK_STRING(row_of("\b\b\b\bx"), "[guest] x");
    CHECK_STRING(row_of("ab\033[99D\033[99D\033[9999999999Dx"), "[guest] xb");
    CHECK_STRING(row_of("ab\033[2K\033[1K\033[2J\033[1J"), "[guest] ab");
    CHECK_STRING(row_of("ab\033[A\033[H\033[5;5H\033M\033c\0337"), "[guest] abMc7");
    guest_prints("\033[99C\b!\033[99Cx");
    show(host_console(), keep_row);
    CHECK_EQUAL(column, PREFIX_COLUMNS + 1); /* x did not fit: it begins a row */
    printf("ours\n");
    CHECK_STRING(host_console(), "\nours\n");
}

static void check_prefix(void)
{
    CHECK(!strncmp(row, line.prefix, strlen(line.prefix)) || !strncmp(row, "ours", 4));
}

static void test_random_bytes(void)
{
    static const char *const pieces[] = {"\r", "\n", "\b",   "\033", "\033[",   "[",      "12",
                                         "9",  ";",  "D",    "C",    "K",       "J",      "m",
                                         "\t", "x",  "text", "\1",   "\033[5C", "\033[7D"};
    for (unsigned n = 0; n < 3000; n++) {
        unit_case("%u random pieces", n);
        line.prefix = n % 2 ? "[guest 1] " : "[guest] "; /* one of several has a longer one */
        for (unsigned i = 0; i < n % 100; i++)
            guest_prints(pieces[unit_random(sizeof pieces / sizeof *pieces)]);
        printf("ours\n");
        show(host_console(), check_prefix);
        CHECK_EQUAL(column, 0);
    }
}

int main(void)
{
    RUN(test_what_a_shell_prints);
    RUN(test_what_the_console_gets);
    RUN(test_an_end_of_line_after_a_return_is_printed_once);
    RUN(test_nothing_leaves_the_line);
    RUN(test_random_bytes);
    return unit_end("line_editing");
}
