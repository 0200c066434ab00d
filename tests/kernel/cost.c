/* cost calls|faults COUNT ROUNDS: system calls, or page faults in memory that is not there yet.
 * Prints what the cheapest round took, in nanoseconds. With -icount shift=0 an instruction is one.
 */
#include "user.h"

static uint64_t clock(void)
{
#ifdef __x86_64__ /* the kernel has measured how fast its clock is, and not the same each time */
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
#else
    return now();
#endif
}

static unsigned number(const char *text)
{
    unsigned value = 0;
    while (*text)
        value = value * 10 + *text++ - '0';
    return value;
}

static uint64_t calls(unsigned count)
{
    uint64_t begun = clock();
    for (unsigned i = 0; i < count; i++)
        getpid();
    return clock() - begun;
}

static uint64_t faults(unsigned count)
{
    volatile char *memory = map((count + 1) * PAGE_SIZE);
    memory[count * PAGE_SIZE] = 1; /* the tables are there as well */
    uint64_t begun = clock();
    for (unsigned i = 0; i < count; i++)
        memory[i * PAGE_SIZE] = 1;
    uint64_t took = clock() - begun;
    unmap((void *)memory, (count + 1) * PAGE_SIZE);
    return took;
}

int main(int argc, char **argv, char **environment)
{
    uint64_t (*measure)(unsigned) = strcmp(argv[1], "calls") ? faults : calls;
    uint64_t least = UINT64_MAX;
    faults(2000); /* so that the memory is there, and the hypervisor has given it */
    for (unsigned round = number(argv[3]); round; round--) {
        uint64_t took = measure(number(argv[2]));
        least = took < least ? took : least;
    }
    printf("cost: %s: %lu\n", argv[1], least);
    return 0;
}
