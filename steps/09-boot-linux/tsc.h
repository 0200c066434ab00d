/* The rate of the CPU's counter of cycles, the TSC. */
#pragma once

#include <stdint.h>

/* Thousands of cycles a second, measured with the machine's clock; the first call takes 20 ms. */
uint64_t tsc_khz(void);
