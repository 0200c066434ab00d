/* Bytes from and to the UART: what comes is kept in memory by its interrupt until it is read. */
#pragma once

#include <stdint.h>

/* Prepares the UART. traps_init() has been called. */
void serial_start(void);

/* The next byte that came; -1 if there is none. Interrupts are off. */
int serial_read(void);

/* Sends bytes. */
void serial_write(const char *bytes, unsigned long length);
