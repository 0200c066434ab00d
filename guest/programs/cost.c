/*
 * What a system call and a page fault cost, in nanoseconds: with -icount shift=0 an instruction
 * takes one. Of some runs the shortest counts: no tick interrupted it.
 */
#include "user.h"

#define RUNS  10
#define TIMES 1000

static void calls(unsigned times)
{
    for (unsigned i = 0; i < times; i++)
        getpid();
}

static void faults(unsigned times)
{
    volatile char *memory = map(2 * TIMES * PAGE_SIZE);
    for (unsigned i = 0; memory && i < times; i++)
        memory[i * PAGE_SIZE] = 1;
    unmap((char *)memory, 2 * TIMES * PAGE_SIZE);
}

static uint64_t shortest(void (*work)(unsigned), unsigned times)
{
    uint64_t least = -1;
    work(times); /* not counted: a hypervisor gives memory at its first use */
    for (unsigned i = 0; i < RUNS; i++) {
        uint64_t begun = now();
        work(times);
        uint64_t took = now() - begun;
        least = took < least ? took : least;
    }
    return least;
}

/* The difference between runs of different lengths: reading the clock is in both. */
static uint64_t cost_of(void (*work)(unsigned))
{
    uint64_t more = shortest(work, 2 * TIMES);
    return (more - shortest(work, TIMES) + TIMES / 2) / TIMES;
}

int main(int argc, char **argv, char **environment)
{
    printf("a system call: %lu ns\n", cost_of(calls));
    printf("a page fault: %lu ns\n", cost_of(faults));
    return 0;
}
