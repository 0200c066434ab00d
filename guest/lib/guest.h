/* For guests in C: guest/lib/ARCH.S starts main() and makes the hypercalls. */
#pragma once

#include <stdint.h>

int main(void);

/* Prints bytes on the console that the hypervisor offers. */
void console_write(const char *bytes, unsigned long length);

/* Asks the hypervisor to switch the guest's machine off. main() may also just return. */
_Noreturn void shut_down(void);

/* The guest's own clock, in ticks. */
uint64_t clock_ticks(void);

/* Makes the hypercall that costs least, count times in a row. */
void null_calls(uint64_t count);
