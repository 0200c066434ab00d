/* Exercise 3.2: how much memory does a stage-2 table map? */
#pragma once

#include "stage2.h"
#include "print.h"

/* Your answer: bytes of guest-physical memory that are mapped, with whatever rights. */
uint64_t mapped_bytes(const struct stage2 *stage2);

/* It may call printf(), to see what it does. */
