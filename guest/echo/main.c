/*
 * Repeats each line that comes over the UART. The guest waits for the UART's interrupt, and does
 * nothing in between. It ends at the line "quit", or at the byte that means the end of the input.
 */
#include "interrupts.h"
#include "line.h"
#include "serial.h"

#include <stdbool.h>

#define CTRL_D    0x04
#define BACKSPACE 0x08
#define DELETE    0x7f

static char line[80]; /* a longer one comes back in parts */
static unsigned length;

static void write(const char *text)
{
    unsigned long n = 0;
    while (text[n])
        n++;
    serial_write(text, n);
}

static char next_byte(void)
{
    int byte;
    interrupts_off();
    while ((byte = serial_read()) < 0)
        wait_for_interrupt();
    interrupts_on();
    return byte;
}

static bool line_is(const char *text)
{
    unsigned i = 0;
    while (i < length && text[i] == line[i])
        i++;
    return i == length && !text[i];
}

/* False if that was the last line. */
static bool end_line(void)
{
    bool quits = line_is("quit");
    write(quits ? "\n" : "\necho: ");
    if (!quits) {
        serial_write(line, length);
        write("\n");
    }
    length = 0;
    return !quits;
}

static void add(char byte)
{
    if (length == sizeof line)
        end_line();
    line[length++] = byte;
    serial_write(&byte, 1);
}

static void rub_out(void)
{
    if (!length)
        return;
    length--;
    write("\b \b");
}

/* False at the end. A line ends with CR, LF, or both in this order. */
static bool take(char byte)
{
    static char last;
    bool second = byte == '\n' && last == '\r';
    last = byte;
    if (byte == '\r' || byte == '\n')
        return second || end_line();
    if (byte == BACKSPACE || byte == DELETE)
        rub_out();
    else if (byte >= ' ')
        add(byte);
    return byte != CTRL_D;
}

int main(void)
{
    unsigned bytes = 1;
    traps_init();
    serial_start();
    while (take(next_byte()))
        bytes++;
    if (length)
        end_line();
    line_add("bytes that came: ");
    line_add_number(bytes);
    line_print();
    shut_down();
}
