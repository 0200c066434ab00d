#include "print.h"

#include "error.h"
#include "machine.h"
#include "string.h"

#include <stdbool.h>
#include <stdint.h>

/* Where formatted characters go: into a buffer, or to the console if there is no buffer. */
struct sink {
    char *at, *end;
};

static struct guest_line *open_line; /* the one that the console's last row belongs to, or NULL */
static struct guest_line *text_line; /* the same, unless a control sequence has begun in it */

static void put(struct sink *sink, char c)
{
    if (!sink)
        console_putc(c);
    else if (sink->at < sink->end)
        *sink->at++ = c;
}

static void put_padded(struct sink *sink, const char *s, size_t n, int width, char pad)
{
    for (int i = n; i < width; i++) /* a negative width pads on the right */
        put(sink, pad);
    for (size_t i = 0; i < n; i++)
        put(sink, s[i]);
    for (int i = n; i < -width; i++)
        put(sink, ' ');
}

static void put_number(struct sink *sink, uint64_t value, bool negative, unsigned base, int width,
                       char pad)
{
    char digits[24];
    char *at = digits + sizeof digits;
    do {
        *--at = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    if (negative && pad == '0' && width > 0) { /* the sign comes before the zeros */
        put(sink, '-');
        width--;
    } else if (negative) {
        *--at = '-';
    }
    put_padded(sink, at, digits + sizeof digits - at, width, pad);
}

static void format_all(struct sink *sink, const char *f, va_list args)
{
    for (; *f; f++) {
        if (*f != '%') {
            put(sink, *f);
            continue;
        }
        bool left = *++f == '-';
        f += left;
        char pad = *f == '0' ? '0' : ' ';
        int width = 0;
        while (*f >= '0' && *f <= '9')
            width = width * 10 + *f++ - '0';
        if (left)
            width = -width;
        bool is_long = *f == 'l';
        f += is_long;

        if (*f == 's') {
            const char *s = va_arg(args, const char *);
            put_padded(sink, s, strlen(s), width, ' ');
        } else if (*f == 'c') {
            char c = va_arg(args, int);
            put_padded(sink, &c, 1, width, ' ');
        } else if (*f == 'd') {
            long value = is_long ? va_arg(args, long) : va_arg(args, int);
            put_number(sink, value < 0 ? -(uint64_t)value : value, value < 0, 10, width, pad);
        } else if (*f == 'u' || *f == 'x') {
            uint64_t value = is_long ? va_arg(args, unsigned long) : va_arg(args, unsigned);
            put_number(sink, value, false, *f == 'x' ? 16 : 10, width, pad);
        } else if (*f == 'p') {
            put_number(sink, (uintptr_t)va_arg(args, void *), false, 16, 8, '0');
        } else {
            put(sink, '%');
            if (!*f)
                return;
        }
    }
}

void printf(const char *format, ...)
{
    if (open_line)
        console_putc('\n');
    open_line = text_line = NULL;
    va_list args;
    va_start(args, format);
    format_all(NULL, format, args);
    va_end(args);
}

int report_error(const char *where, error problem)
{
    printf("%s: %s\n", where, problem);
    return 1;
}

void format_into(char *buffer, size_t size, const char *format, va_list args)
{
    struct sink sink = {buffer, buffer + size - 1};
    format_all(&sink, format, args);
    *sink.at = '\0';
}

error error_of(const char *format, ...)
{
    static char sentence[256];
    char words[sizeof sentence]; /* apart: an argument may be the sentence of the last call */
    va_list args;
    va_start(args, format);
    format_into(words, sizeof words, format, args);
    va_end(args);
    return memcpy(sentence, words, sizeof sentence);
}

const char *phrase(const char *format, ...)
{
    static char words[128];
    va_list args;
    va_start(args, format);
    format_into(words, sizeof words, format, args);
    va_end(args);
    return words;
}

/* --- A guest's lines --- */

#define TAB_WIDTH 8 /* and column 0 is at one */

static bool is_printable(char c)
{
    return c >= ' ' && c <= '~';
}

/* Columns that a byte takes on the screen. */
static unsigned width_of(char c, unsigned column)
{
    if (is_printable(c))
        return 1;
    if (c == '\n')
        return 0;
    return c == '\t' ? TAB_WIDTH - column % TAB_WIDTH : sizeof "\\xNN" - 1;
}

unsigned guest_line_first(const struct guest_line *line)
{
    return strlen(line->prefix) - 8;
}

bool guest_line_is_open(const struct guest_line *line)
{
    return open_line == line;
}

static void begin_line(struct guest_line *line)
{
    printf("%s", line->prefix); /* which ends the line that is open */
    open_line = line;
    line->column = guest_line_first(line);
}

void guest_line_restart(struct guest_line *line)
{
    console_putc('\r');
    open_line = NULL; /* so that it is not ended */
    begin_line(line);
}

/* Begins a line if there is none with room for c, and shows c. */
static void put_at_edge(struct guest_line *line, char c)
{
    if (open_line != line || line->column + width_of(c, line->column) > GUEST_COLUMNS)
        begin_line(line);
    line->column += width_of(c, line->column);
    if (is_printable(c) || c == '\t' || c == '\n') {
        console_putc(c);
    } else {
        console_putc('\\');
        console_putc('x');
        put_number(NULL, (unsigned char)c, false, 16, 2, '0');
    }
    if (c == '\n')
        open_line = NULL;
}

/* Not inlined: guest_putc() then saves no registers for it. */
static __attribute__((noinline)) void put_other(struct guest_line *line, char c)
{
    if (!line->control || !line->control(line, c))
        put_at_edge(line, c);
    text_line = line->length ? NULL : open_line;
}

void guest_putc(struct guest_line *line, char c)
{
    if (text_line == line && is_printable(c) && line->column < GUEST_COLUMNS) {
        line->column++;
        console_putc(c);
    } else {
        put_other(line, c);
    }
}

void print_bits(unsigned long value, const struct bit_name *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (value & names[i].bit && names[i].name)
            printf(" %s", names[i].name);
    }
}
