/* Two processes that never wait share the CPU by their weights. */
#include "user.h"

#define TIME 200000000ul /* nanoseconds */

/* Its status is how many ms of the CPU's time it had. */
static int spin(int nice, uint64_t end)
{
    setpriority(nice);
    while (now() < end)
        ;
    return cpu_time() / 1000000;
}

int main(int argc, char **argv, char **environment)
{
    static const int nice[2] = {0, 10};
    uint64_t end = now() + TIME;
    int used[2];
    long pids[2];
    for (int i = 0; i < 2; i++) {
        pids[i] = fork();
        if (!pids[i])
            return spin(nice[i], end);
    }
    for (int i = 0; i < 2; i++) {
        if (wait4(pids[i], &used[i]) != pids[i] || used[i] & 0xff)
            return 1;
    }
    printf("processes: niceness 0 and 10 had %d ms and %d ms of the CPU in the same %lu ms\n",
           used[0] >> 8, used[1] >> 8, TIME / 1000000);
    return !(used[0] >> 8) || !(used[1] >> 8);
}
