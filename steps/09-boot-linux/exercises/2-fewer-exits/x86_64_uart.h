/* x86_64: a PC's UART has ports. This one is in memory, and Linux is told so (linux.sh). */
#pragma once

#include "vm.h"
#include "grade.h"
#include "ns16550a_uart.h"

#define TWIN_BASE 0xd0001000 /* GPA */
#define TWIN_LINE 5

static inline struct ns16550a *find_uart(struct vm *vm)
{
    static struct ns16550a uart;
    must(ns16550a_init(&vm->guest, &uart, SPACE_MEMORY, 0xd0000000, 3));
    return &uart;
}
