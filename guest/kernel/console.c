/* The console: a terminal, whose lines can be edited until Enter. */
#include "file.h"
#include "uart.h"

#define ROOM        1024
#define CONTROL(c)  ((c) - '@')
#define END_OF_FILE CONTROL('D')
#define DELETE      0x7f

enum { ICANON = 2, ECHO = 8 }; /* of modes */

/* struct termios2 of Linux: what programs can change are the modes. */
static struct terminal {
    uint32_t input, output, control, modes;
    uint8_t line, characters[19];
    uint32_t speeds[2];
} terminal = {0400, 5, 0277, ICANON | ECHO | 0x30, 0, {3, 28, 127, 21, 4, 0, 1}, {38400, 38400}};

static char input[ROOM];                /* at their number % ROOM: */
static unsigned taken, complete, typed; /* bytes that were read, that can be, and all */

void console_putc(char c)
{
    uart_put(c);
}

/* Takes the last byte back, or all of them. */
static void erase(bool all)
{
    for (bool more = true; more && typed != complete; more = all) {
        typed--;
        printf("\b \b");
    }
}

static void type(char c)
{
    bool edits = terminal.modes & ICANON;
    c = c == '\r' ? '\n' : c;
    if (edits && (c == '\b' || c == DELETE || c == CONTROL('U'))) {
        erase(c == CONTROL('U'));
        return;
    }
    if (edits && c < ' ' && c != '\n' && c != '\t' && c != END_OF_FILE)
        return;
    input[typed++ % ROOM] = c;
    if (edits && c != END_OF_FILE && (terminal.modes & ECHO))
        uart_put(c);
    if (!edits || c == '\n' || c == END_OF_FILE || typed - taken == ROOM) {
        complete = typed;
        wake(input);
    }
}

/* Bytes without room wait in the UART, which does not interrupt until there is some. */
void console_interrupt(void)
{
    int c;
    while (typed - taken < ROOM && (c = uart_get()) >= 0)
        type(c);
    uart_interrupts(typed - taken < ROOM);
}

/* A line, or what is left of one; 0: the end of the input, ^D. */
long console_read(uint64_t buffer, uint64_t size, uint64_t offset)
{
    uint64_t done = 0;
    char c = ' ';
    while (size && taken == complete) {
        if (sleep(input, 0))
            return -ERESTART;
    }
    while (done < size && taken != complete && c != '\n') {
        c = input[taken++ % ROOM];
        if (c == END_OF_FILE && (terminal.modes & ICANON))
            break;
        if (copy_out(buffer + done++, &c, 1))
            return -EFAULT;
    }
    uart_interrupts(true);
    return done;
}

/* Other tasks run between two bytes. A signal ends it, but not before the first byte. */
long console_write(uint64_t buffer, uint64_t size)
{
    uint64_t done = 0;
    for (char c; done < size && !(done && signal_waits()); done++) {
        if (copy_in(&c, buffer + done, 1))
            return done ? (long)done : -EFAULT;
        uart_put(c);
        kernel_pause();
    }
    return done;
}

bool console_is_ready(void)
{
    return taken != complete;
}

/* Newer requests have the speeds as well. */
enum { TCGETS = 0x5401, TCSETS, TCSETSF = 0x5404, TIOCGWINSZ = 0x5413 };
enum { TCGETS2 = 0x802c542a, TCSETS2 = 0x402c542b, TCSETSF2 = 0x402c542d };
enum { ROWS = 24, COLUMNS = 72 }; /* the hypervisor breaks lines there */

long console_control(uint64_t request, uint64_t address)
{
    static const uint16_t window[4] = {ROWS, COLUMNS};
    bool newer = request >= TCSETS2;
    uint64_t size = newer ? sizeof terminal : offsetof(struct terminal, speeds);
    if (request == TIOCGWINSZ)
        return copy_out(address, window, sizeof window);
    if (request == (newer ? TCGETS2 : TCGETS))
        return copy_out(address, &terminal, size);
    if (request >= (newer ? TCSETS2 : TCSETS) && request <= (newer ? TCSETSF2 : TCSETSF))
        return copy_in(&terminal, address, size);
    return -ENOTTY;
}
