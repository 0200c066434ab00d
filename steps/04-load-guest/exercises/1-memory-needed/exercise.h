/* Exercise 4.1: how much memory does an ELF need? */
#pragma once

#include "elf.h"
#include "machine.h"
#include "print.h"

/* Guest-physical memory from base to end, end not included. */
struct gpa_range {
    uint64_t base, end; /* GPA */
};

/* Your answer: the smallest range of whole pages that holds all these segments, as they lie before
 * the guest starts. There is one at least. They come in any order, and none is empty. */
struct gpa_range memory_needed(const struct elf_segment *segments, unsigned count);

/* It may call printf(), to see what it does. */
