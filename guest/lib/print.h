/* Prints text and numbers on the hypervisor's console. */
#pragma once

#include "guest.h"

void print(const char *text);
void print_number(uint64_t n);
