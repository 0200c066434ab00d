/* RISC-V: the UART is the board's. */
#pragma once

#include "vm.h"
#include "ns16550a_uart.h"

#define TWIN_BASE 0xd0001000 /* GPA */
#define TWIN_LINE 9

static inline struct ns16550a *find_uart(struct vm *vm)
{
    return &vm->board.uart;
}
