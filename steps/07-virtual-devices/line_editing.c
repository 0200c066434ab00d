#include "line_editing.h"

#include "machine.h"

#define BELL      '\a'
#define BACKSPACE '\b'
#define ESCAPE    '\x1b'

/* The sequence's number, between "ESC [" and its last byte; 0 if it has none. */
static unsigned number_in(const struct guest_line *line)
{
    unsigned number = 0;
    for (unsigned i = 2; i < line->length - 1; i++)
        number = number * 10 + line->sequence[i] - '0';
    return number;
}

static void put_sequence(unsigned number, char last)
{
    console_putc(ESCAPE);
    console_putc('[');
    if (number >= 10)
        console_putc('0' + number / 10);
    console_putc('0' + number % 10);
    console_putc(last);
}

static void move(struct guest_line *line, char direction, unsigned columns)
{
    unsigned left = line->column - guest_line_first(line);
    unsigned room = direction == 'D' ? left : GUEST_COLUMNS - line->column;
    if (!columns)
        columns = 1;
    if (columns > room)
        columns = room;
    if (!columns)
        return;
    put_sequence(columns, direction);
    line->column += direction == 'D' ? -columns : columns;
}

/* Passes on a complete sequence. Those of private use (ESC [ ? 25 h) have bytes that are no digits,
 * and are dropped. */
static void obey(struct guest_line *line)
{
    char last = line->sequence[line->length - 1];
    for (unsigned i = 2; i < line->length - 1; i++) {
        if (line->sequence[i] < '0' || line->sequence[i] > '9')
            return;
    }
    if (last == 'C' || last == 'D')
        move(line, last, number_in(line));
    else if ((last == 'K' || last == 'J') && number_in(line) == 0)
        put_sequence(0, last);
}

/* One more byte of a sequence: ESC, [, then parameters from 0x20 to 0x3f, and a last byte. */
static bool continue_sequence(struct guest_line *line, char c)
{
    bool is_second = line->length == 1;
    if (is_second ? c != '[' : c < ' ' || c > '~') {
        line->length = 0; /* not a sequence that we know: dropped up to here */
        return false;
    }
    if (line->length < sizeof line->sequence)
        line->sequence[line->length] = c;
    line->length++;
    if (is_second || c < '@')
        return true;
    if (line->length <= sizeof line->sequence && guest_line_is_open(line))
        obey(line);
    line->length = 0;
    return true;
}

/* A carriage return before an end of line is dropped: it would only print the prefix once more. */
static bool after_return(struct guest_line *line, char c)
{
    line->length = 0;
    if (c == '\n')
        return false;
    if (guest_line_is_open(line))
        guest_line_restart(line);
    return edit_line(line, c);
}

bool edit_line(struct guest_line *line, char c)
{
    if (line->length && line->sequence[0] == '\r')
        return after_return(line, c);
    if (line->length && c != ESCAPE)
        return continue_sequence(line, c);
    switch (c) {
    case ESCAPE:
    case '\r':
        line->sequence[0] = c;
        line->length = 1;
        return true;
    case BACKSPACE:
        if (guest_line_is_open(line))
            move(line, 'D', 1);
        return true;
    case BELL:
        return true;
    }
    return false;
}
