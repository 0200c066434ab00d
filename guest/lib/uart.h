/* The machine's UART: ns16550a.c or pl011.c, and ARCH_uart.c. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

void uart_init(void);

/* Whether it interrupts while it has bytes that came. */
void uart_interrupts(bool on);

/* The next byte that came; -1 if there is none. */
int uart_get(void);

/* Sends a byte, as soon as there is room for it. */
void uart_put(uint8_t byte);

/* --- Its registers: ARCH_uart.c --- */

uint32_t uart_read(unsigned offset);
void uart_write(unsigned offset, uint32_t value);
