/* The points of exercise 9.2 for which Linux has to run: it boots when all others are right. */
#pragma once

#include "vm.h"

void check_boot(void);
void check_lines(void);

/* --- check.c --- */

extern struct vm vm;

/* Before each point: the UART is as after a reset. */
void start(void);
