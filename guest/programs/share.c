/* Two processes that never wait share the CPU by their weights. */
#include "user.h"

#define TIME 300000000ul /* nanoseconds */

static int spin(int nice, uint64_t end)
{
    setpriority(nice);
    while (now() < end)
        ;
    return 0;
}

int main(int argc, char **argv, char **environment)
{
    static const int nice[2] = {0, 5}; /* weights 1024 and about 1024 * 0.8^5 */
    uint64_t used[2] = {0}, end = now() + TIME;
    long pids[2];
    for (int i = 0; i < 2; i++) {
        pids[i] = fork();
        if (!pids[i])
            return spin(nice[i], end);
    }
    for (int i = 0; i < 2; i++) {
        struct usage usage;
        if (wait4(pids[i], NULL, 0, &usage) != pids[i])
            return 1;
        used[i] = usage.seconds * 1000 + usage.microseconds / 1000;
    }
    printf("processes: niceness 0 and 5 had %lu ms and %lu ms of the CPU in the same %lu ms\n",
           used[0], used[1], TIME / 1000000);
    return used[0] <= used[1];
}
