/* Text and numbers on the console that the hypervisor offers. */
#pragma once

#include "guest.h"

void print(const char *text);
void print_number(uint64_t n);
