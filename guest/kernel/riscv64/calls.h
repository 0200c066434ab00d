/* RISC-V: Linux's system calls. */
#pragma once

#include "generic_calls.h"

#define O_DIRECTORY 0200000
