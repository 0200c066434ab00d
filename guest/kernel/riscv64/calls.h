/* RISC-V: Linux's system calls, and what it runs. */
#pragma once

#include "generic_calls.h"

enum { O_DIRECTORY = 0200000, ELF_MACHINE = 243 };
