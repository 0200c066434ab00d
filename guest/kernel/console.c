#include "console.h"

#include "errno.h"
#include "format.h"
#include "machine.h"
#include "space.h"
#include "task.h"
#include "uart.h"

static void put(void *to, char c)
{
    uart_put(c);
}

void printf(const char *text, ...)
{
    va_list arguments;
    va_start(arguments, text);
    format(put, NULL, text, arguments);
    va_end(arguments);
}

_Noreturn void panic(const char *text, ...)
{
    interrupts_off();
    printf("panic: ");
    va_list arguments;
    va_start(arguments, text);
    format(put, NULL, text, arguments);
    va_end(arguments);
    printf("\n");
    power_off(true);
}

/* --- The terminal: lines that can be edited until Enter --- */

#define ROOM        1024
#define CONTROL(c)  ((c) - '@')
#define END_OF_FILE CONTROL('D')
#define DELETE      0x7f

static char input[ROOM];                /* at their number % ROOM: */
static unsigned taken, complete, typed; /* bytes that were read, that can be, and all */

static void erase(void)
{
    if (typed == complete)
        return;
    typed--;
    printf("\b \b");
}

static void type(char c)
{
    if (c == '\r')
        c = '\n';
    if (c == '\b' || c == DELETE) {
        erase();
    } else if (c == CONTROL('U')) {
        while (typed != complete)
            erase();
    } else if (c >= ' ' || c == '\n' || c == '\t' || c == END_OF_FILE) {
        input[typed++ % ROOM] = c;
        if (c != END_OF_FILE)
            uart_put(c);
        if (c == '\n' || c == END_OF_FILE || typed - taken == ROOM) {
            complete = typed;
            wake(input);
        }
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

long console_read(uint64_t buffer, uint64_t size)
{
    while (taken == complete) {
        if (current->killed)
            return -EINTR;
        sleep(input, 0);
    }
    uint64_t done = 0;
    while (done < size && taken != complete) {
        char c = input[taken % ROOM];
        if (c == END_OF_FILE && done)
            break; /* what was typed before it is read first */
        if (c != END_OF_FILE && copy_out(buffer + done, &c, 1))
            return -EFAULT;
        taken++;
        if (c == END_OF_FILE)
            break;
        done++;
        if (c == '\n')
            break;
    }
    uart_interrupts(true);
    return done;
}

long console_write(uint64_t buffer, uint64_t size)
{
    char chunk[64];
    for (uint64_t done = 0; done < size && !current->killed;) {
        uint64_t length = size - done < sizeof chunk ? size - done : sizeof chunk;
        if (copy_in(chunk, buffer + done, length))
            return done ? (long)done : -EFAULT;
        for (uint64_t i = 0; i < length; i++)
            uart_put(chunk[i]);
        done += length;
        interrupts_on();
        interrupts_off();
    }
    return size;
}
