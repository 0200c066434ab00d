/* x86_64: the devices of a PC. A kernel does not ask for them: it knows their ports. */
#include "board.h"

#include "memory_map.h"
#include "options.h"
#include "string.h"
#include "x86_64_interrupts.h"
#include "x86_64_ltr_operand.h"
#include "x86_64_permissions.h"

/* --- The device tree --- */

/* A PC has none: its ports are where they have always been. */

/* --- The date --- */

/* No wall_clock(): the guest gets the registers of the machine's chip, one by one. */
uint8_t machine_cmos(uint8_t index)
{
    out8(PORT_CMOS, index);
    return in8(PORT_CMOS + 1);
}

/* --- The board --- */

/* The guest uses the machine's own clock, without exits and without the hypervisor's checks. */
static error pass_rtc(struct guest *guest)
{
    guest->permissions = permissions_new();
    if (!guest->permissions)
        return error_of("no memory for a guest's permission maps");
    port_set_open(guest->permissions, PORT_CMOS, true);
    port_set_open(guest->permissions, PORT_CMOS + 1, true);
    return OK;
}

error board_init(struct board *board, struct guest *guest, struct vcpu *vcpu)
{
    const char *pass = boot_option("pass", "");
    board->vcpu = vcpu;
    guest->board = board;
    TRY(i8259_init(guest, &board->pic));
    TRY(i8254_init(guest, &board->pit));
    TRY(ns16550a_init(guest, &board->uart, SPACE_PORTS, PORT_UART, IRQ_UART));
    exit_handlers[EXIT_WAIT] = handle_wait;
    exit_handlers[EXIT_REGISTER] = handle_register_or_ltr;
    exit_handlers[EXIT_INTERRUPT] = handle_interrupt;
    timer_keeps_shadow();
    if (!strcmp(pass, "rtc"))
        return pass_rtc(guest);
    if (*pass)
        return error_of("pass=%s: it can be rtc", pass);
    return cmos_init(guest, &board->cmos);
}

void board_off(struct board *board)
{
    deadlines_drop(board, sizeof *board);
}
