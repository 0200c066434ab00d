/* Takes interrupts of its timer, 1,000 a second, and of its UART, and prints what came. */
#include "interrupts.h"
#include "line.h"
#include "serial.h"

#define CTRL_D 4

int start(const void *tree);

unsigned ticks, bytes, sum;

static struct frame *tick(struct frame *frame)
{
    ticks++;
    return frame;
}

static int next_byte(void)
{
    int byte;
    interrupts_off();
    while ((byte = serial_read()) < 0)
        wait_for_interrupt();
    interrupts_on();
    return byte;
}

int start(const void *tree)
{
    traps_init();
    serial_start();
    timer_start(1000, tree, tick);
    for (int byte; (byte = next_byte()) != CTRL_D; bytes++)
        sum += (bytes % 251 + 1) * byte; /* the order matters */
    line_add_number(bytes);
    line_add(" bytes, sum ");
    line_add_number(sum);
    line_print();
    shut_down();
}
