/* Which bug the guest's kernel has: the seed decides. The kernel, its program and the grader use
 * this. */
#pragma once

#include <stdint.h>

#define BUGS      3
#define BUG_PAGES 8 /* that the program tries: one of them is wrong */
#define BUG_PAGE  4096ul

enum bug_kind {
    CODE_WRITABLE, /* bug 1: a page of code can be written, */
    DATA_RUNS,     /* or one of data can be run */
    KERNEL_READ,   /* bug 2: a program can read a page of the kernel's, */
    WRONG_MEMORY,  /* or a page of its own is other memory */
    STALE_ENTRY,   /* bug 3: after munmap() the entry is still there, */
    STALE_TLB      /* or it is not, and the TLB was not told */
};

struct bug {
    enum bug_kind kind;
    uint64_t first, page; /* virtual addresses: the first of BUG_PAGES, and the one that is wrong */
    unsigned moved;       /* WRONG_MEMORY: the bit of the physical address that is wrong */
};

/* ARCH_facts.c */
struct facts {
    unsigned row;                     /* of the answer */
    uint64_t kernel_pages;            /* free memory at the kernel's addresses */
    unsigned entries;                 /* of a walk down to a page */
    unsigned valid, write, run, user; /* these bits' numbers in an entry */
    int moved;                        /* bit n of an address is bit n + moved of an entry */
};
extern const struct facts facts;

/* n: from 0 on */
static inline struct bug choose_bug(uint64_t seed, unsigned n)
{
    uint64_t chosen = (seed * BUGS + n + 1) * 0x9e3779b97f4a7c15;
    chosen = (chosen ^ chosen >> 32) * 0xd6e8feb86659fd93;
    struct bug bug = {.kind = 2 * n + (chosen >> 63),
                      .first = 0x10000000 * (n + 1) + (chosen >> 32 & 0xfff) * 0x10000,
                      .moved = 23 + (chosen >> 20) % 3};
    if (bug.kind == KERNEL_READ)
        bug.first = facts.kernel_pages;
    bug.page = bug.first + (chosen >> 44) % BUG_PAGES * BUG_PAGE;
    return bug;
}

/* The kernel's command line is the seed. */
static inline uint64_t seed_of(const char *words)
{
    uint64_t seed = 0;
    while (*words >= '0' && *words <= '9')
        seed = seed * 10 + *words++ - '0';
    return seed;
}
