/* Processes that never wait share the CPU by their weights, while another one sleeps. */
#include "user.h"

#define TIME 350 /* ms */

/* What the kernel makes of them is a quarter, a half and all of the normal weight. */
static const int nice[] = {15, 10, 0};

#define PROCESSES ARRAY_LENGTH(nice)

/* Its status is how many ms of the CPU's time it had. */
static int spin(int niceness, uint64_t end)
{
    setpriority(niceness);
    while (now() < end)
        ;
    return cpu_time() / 1000000;
}

int main(int argc, char **argv, char **environment)
{
    uint64_t begun = now(), end = begun + TIME * 1000000;
    int used[PROCESSES];
    long pids[PROCESSES];
    for (unsigned i = 0; i < PROCESSES; i++) {
        pids[i] = fork();
        if (!pids[i])
            return spin(nice[i], end);
    }
    sleep_for(end - now());
    printf("sleep: until %d ms have passed; it was %lu ms\n", TIME, (now() - begun) / 1000000);
    for (unsigned i = 0; i < PROCESSES; i++) {
        if (wait4(pids[i], &used[i]) != pids[i] || used[i] & 0xff)
            return 1;
    }
    printf("scheduling: weights 1, 2, 4 had %d ms, %d ms, %d ms of the CPU\n", used[0] >> 8,
           used[1] >> 8, used[2] >> 8);
    return !(used[0] >> 8) || !(used[1] >> 8) || !(used[2] >> 8);
}
