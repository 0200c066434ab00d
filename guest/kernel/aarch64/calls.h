/* AArch64: Linux's system calls, and what it runs. */
#pragma once

#include "generic_calls.h"

enum { O_DIRECTORY = 040000, ELF_MACHINE = 183 };
