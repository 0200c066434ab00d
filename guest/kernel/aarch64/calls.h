/* AArch64: Linux's system calls. */
#pragma once

#include "generic_calls.h"

#define O_DIRECTORY 040000
