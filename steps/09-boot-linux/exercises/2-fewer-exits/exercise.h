/* Exercise 9.2: half of the UART's exits. */
#pragma once

#include "devices.h"
#include "page_alloc.h"

/* Your answer: sees to it that the guest reads its UART without exits, as long as it reads what it
 * would read with them. It is called before the guest starts, after each of the guest's accesses to
 * the UART that did exit, and when a byte of input has come. */
void uart_changed(struct device *uart);

/* Writes the UART's registers into the page, each at its offset, as the guest would read them now.
 * The rest of the page stays. False if a read of one of them would change the UART, for example
 * take a byte of input; then the page is not complete. */
bool uart_registers(struct device *uart, void *page);

/* With `on`, the console is looked at for input a hundred times a second. Without, only if the
 * guest has turned the UART's interrupt for input on; else when it reads the UART, and exits. */
void uart_watch(struct device *uart, bool on);

/* Your answer may call these two, printf(), page_alloc() and page_free(), and of stage2.h
 * stage2_map(), stage2_unmap(), stage2_protect() and stage2_lookup(), which drop what the CPU knows
 * from its TLB. */
