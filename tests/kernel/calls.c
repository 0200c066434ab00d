/* Makes every system call with every class of bad argument, in children, most of which survive it.
 */
#include "call_table.h"
#include "paging.h"
#include "user.h"

#define WNOHANG 1
#define SIGKILL 9
#define ROUNDS  60
#define CALLS   150 /* in a child */

/* All that the kernel's table has, those that it has not, and numbers beyond. */
#define NUMBER(name, ...) SYS_##name,
static const int numbers[] = {EACH_CALL(NUMBER) EACH_ALIAS(NUMBER) EACH_MISSING(NUMBER) 511, 512,
                              -1, 1000000};

static char room[2 * PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
static long short_time[2] = {0, 1000};
static char *bad_array[4] = {"/bin/true", (char *)KERNEL_BASE, (char *)8, NULL};
static uint64_t seed = 1;

static uint64_t random_number(void)
{
    seed = seed * 6364136223846793005 + 1442695040888963407;
    return seed >> 33;
}

static long argument(void)
{
    const long classes[] = {0,
                            1,
                            2,
                            -1,
                            3,
                            5,
                            63,
                            64,
                            -100,
                            8,
                            0x7fffffff,
                            0x80000000,
                            (long)0x8000000000000000,
                            0x7fffffffffffffff,
                            PAGE_SIZE,
                            -PAGE_SIZE,
                            (long)room,
                            (long)room + 1,
                            (long)room + sizeof room - 1,
                            (long)short_time,
                            (long)bad_array,
                            (long)"/bin/true",
                            (long)"/a/b",
                            (long)"",
                            (long)"/new",
                            (long)argument,
                            (long)KERNEL_BASE,
                            (long)KERNEL_BASE + 0x80200000,
                            0x3ffffff000,
                            0x3fffffffff,
                            0x4000000000,
                            0x8000000000000000,
                            0xffffffffc0002000,
                            17,
                            0101102,
                            0x22,
                            0x32};
    return classes[random_number() % ARRAY_LENGTH(classes)];
}

static void make_calls(void)
{
    for (int i = 0; i < CALLS; i++) {
        long number = numbers[random_number() % ARRAY_LENGTH(numbers)];
        long a = argument(), b = argument();
        if (number == SYS_wait4)
            b = 0; /* nothing is waited for that does not end: its children make calls as this does
                    */
        if (number == SYS_exit || number == SYS_exit_group || number == SYS_rt_sigreturn ||
            (number == SYS_setpriority && !a))
            continue; /* signals.c has one of them; the last one would work, and make the test slow
                       */
        if (number == SYS_kill || number == SYS_tgkill)
            a = getpid(); /* not all of the others */
        long pid = getpid();
        system_call(number, a, b, argument(), argument(), argument(), argument());
        if (getpid() != pid)
            exit(0); /* a child does not make children */
    }
}

/* Waits up to 200 ms, since some calls wait for ever, rightly: how it ended, or -1. */
static int wait_for(long pid)
{
    int status;
    for (int i = 0; i < 40; i++) {
        if (system_call(SYS_wait4, pid, (long)&status, WNOHANG, 0, 0, 0) == pid)
            return status;
        sleep_for(5000000);
    }
    system_call(SYS_kill, pid, SIGKILL, 0, 0, 0, 0);
    wait4(pid, &status);
    return status == SIGKILL ? -1 : status;
}

int main(int argc, char **argv, char **environment)
{
    int ended[4] = {0};
    uint64_t before = count_of("calls");
    for (int i = 0; i < ROUNDS; i++) {
        seed = 100 * i + (argc > 1 ? argv[1][0] : 0);
        long pid = fork();
        if (!pid) {
            close(0);
            open("/dev/null", O_RDWR);
            dup3(0, 1);
            dup3(0, 2);
            open("/bin", 0);
            make_calls();
            exit(0);
        }
        if (pid < 0)
            return 1;
        int status = wait_for(pid);
        ended[status == -1 ? 3 : status & 0x7f ? 1 : status ? 2 : 0]++;
    }
    printf("calls: %lu in %d children: %d survived, %d died of a signal, %d ended, %d wait\n",
           count_of("calls") - before, ROUNDS, ended[0], ended[1], ended[2], ended[3]);
    return 0;
}
