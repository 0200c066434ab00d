/* As many processes as there are CPUs compute. If they run at the same time, then together they
 * have more of the CPUs' time than the time that passes. */
#include "user.h"

#define TIME 100 /* ms of a CPU, for each process */

static uint64_t ms(uint64_t nanoseconds)
{
    return nanoseconds / 1000000;
}

/* Returns the CPUs on which it was seen, a bit for each. */
static int compute(void)
{
    int seen = 0;
    while (ms(cpu_time()) < TIME) {
        for (volatile unsigned i = 0; i < 1000; i++)
            ;
        seen |= 1 << cpu_number();
    }
    return seen;
}

int main(int argc, char **argv, char **environment)
{
    unsigned count = cpu_count(), seen = 0;
    uint64_t begun = now();
    for (unsigned i = 0; i < count; i++) {
        if (!fork())
            return compute();
    }
    for (unsigned i = 0; i < count; i++) {
        int status;
        if (wait4(-1, &status) < 0 || status & 0xff)
            return 1;
        seen |= status >> 8;
    }
    printf("cpus: %u; as many processes had %u ms each, in %lu ms, on", count, TIME,
           ms(now() - begun));
    for (unsigned i = 0; i < 8; i++) {
        if (seen >> i & 1)
            printf(" %u", i);
    }
    printf("\n");
    return seen + 1 != 1u << count;
}
