/* The UART of exercise 9.2, which tells the answer what happens, and a twin, which does not. */
#pragma once

#include "vm.h"

#include ARCH_HEADER(uart)

extern uart_chip *uart, twin;

/* What the UART was given to send, since uart_reset(). */
extern char sent[1 << 16];
extern unsigned sent_count;

/* Finds it, or adds it; and adds the twin. After linux_start(). */
void uart_prepare(struct vm *vm);

/* It and its twin are as after a reset. */
void uart_reset(void);

/* A byte comes, for it and its twin. False if nobody looks for it, and no read exits. */
bool uart_type(uint8_t byte);
