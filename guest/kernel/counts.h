/* What the kernel counts; a program reads it from /proc/vmstat. */
#pragma once

#include <stdint.h>

struct counts {
    uint64_t faults;      /* of programs, that gave them a page: */
    uint64_t lazy;        /* a new one */
    uint64_t copied;      /* a copy of one that was shared */
    uint64_t shared;      /* pages that fork() shared */
    uint64_t calls;       /* system calls */
    uint64_t switches;    /* from one task to another */
    uint64_t preemptions; /* some of these: the timer took the CPU away */
};
extern struct counts counts;

/* Writes a line "name number" for each; returns bytes, at most size. */
unsigned long counts_text(char *text, unsigned long size);
