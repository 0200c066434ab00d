/* Looks for what other processes, or the kernel, have left: in registers, and in memory. */
#include "odd.h"
#include "user.h"

#define PAGES 1500

static uint64_t poison_found(void)
{
    uint64_t *memory = map(PAGES * PAGE_SIZE), found = 0;
    for (unsigned i = 0; i < PAGES * PAGE_SIZE / 8; i++)
        found += memory[i] != 0;
    for (unsigned i = 0; i < PAGES * PAGE_SIZE / 8; i++)
        memory[i] = 0x5eed5eed5eed5eed;
    return found;
}

static int run(char *const *argv, char **environment)
{
    int status = -1;
    long pid = fork();
    if (!pid) {
        if (!argv)
            fill_and_exit();
        execve(argv[0], argv, environment);
        exit(1);
    }
    wait4(pid, &status);
    return status;
}

int main(int argc, char **argv, char **environment)
{
    if (argc > 1) { /* the second program */
        uint64_t registers = not_zero(), memory = poison_found(), call = changed_by_call();
        printf("leak: %lu registers not zero, %lu words of memory, %lu registers lost in a call\n",
               registers, memory, call);
        return registers || memory || call;
    }
    poison_found();
    int status = run(NULL, environment);
    status |= run((char *[]){"/bin/leak", "again", NULL}, environment);
    long pids[2], changed = 0;
    for (int i = 0; i < 2; i++) {
        pids[i] = fork();
        if (!pids[i])
            exit(fp_changed(0x1111111111111111 * (i + 1), 100000000) != 0);
    }
    for (int i = 0; i < 2; i++) {
        int ended = 1;
        wait4(pids[i], &ended);
        changed |= ended;
    }
    printf("leak: floating point %s, %lu preemptions\n", changed ? "changed" : "kept",
           count_of("preemptions"));
    return status || changed;
}
