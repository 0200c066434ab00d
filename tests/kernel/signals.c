/* Signals: handlers, what they keep and what they interrupt, and frames that lie. */
#include "call_table.h"
#include "paging.h"
#include "user.h"

enum { DIE = 9, USR1 = 10, SEGV = 11, USR2 = 12, PIPE = 13, CHLD = 17 };
enum { BLOCK, UNBLOCK, SET };
#define RESTART 0x10000000ul
#define BIT(n)  (1ul << ((n)-1))

static volatile int taken[65];
static char *page;

static void check(bool good, const char *what)
{
    if (!good)
        printf("signals: wrong: %s\n", what);
}

static void handle(int signal, int *info)
{
    volatile double spoils = 1.5 * signal;
    taken[signal] += info[0] == signal && spoils > 0;
}

/* The page that the program wants to write to appears. */
static void map_page(int signal)
{
    taken[signal]++;
    system_call(SYS_mmap, (long)page, PAGE_SIZE, 3, 0x32, -1, 0);
}

static long act(int signal, void *handler, uint64_t flags)
{
    uint64_t words[4] = {(uint64_t)handler, flags};
    return system_call(SYS_rt_sigaction, signal, (long)words, 0, 8, 0, 0);
}

static long send(long pid, int signal)
{
    return system_call(SYS_kill, pid, signal, 0, 0, 0, 0);
}

static void mask(int how, uint64_t set)
{
    system_call(SYS_rt_sigprocmask, how, (long)&set, 0, 8, 0, 0);
}

static int status_of(long pid)
{
    int status = -1;
    wait4(pid, &status);
    return status;
}

static void handlers(void)
{
    double sum = 0;
    act(USR1, handle, 0);
    for (int i = 0; i < 1000; i++) {
        sum += i * 0.5;
        send(getpid(), USR1);
    }
    check(sum == 249750 && taken[USR1] == 1000, "a thousand signals");
    mask(BLOCK, BIT(USR1));
    send(getpid(), USR1);
    check(taken[USR1] == 1000, "it is blocked");
    mask(UNBLOCK, BIT(USR1));
    check(taken[USR1] == 1001, "it waits until then");
    act(SEGV, map_page, 0);
    page = map(PAGE_SIZE);
    unmap(page, PAGE_SIZE);
    *(volatile char *)page = 7;
    check(*page == 7 && taken[SEGV] == 1, "a fault that its handler mends");
    act(SEGV, NULL, 0);
}

/* A read that a child's end interrupts. */
static long interrupted(uint64_t flags)
{
    int ends[2];
    char c = 0;
    pipe(ends);
    act(CHLD, handle, flags);
    long pid = fork();
    if (!pid) {
        if (!fork()) { /* which writes later, when the parent waits again */
            sleep_for(50000000);
            write(ends[1], "x", 1);
            exit(0);
        }
        sleep_for(10000000);
        exit(0);
    }
    long result = read(ends[0], &c, 1);
    status_of(pid);
    close(ends[0]);
    close(ends[1]);
    return result;
}

/* Its handlers are gone in another program; what it ignores it ignores still. */
static int after_exec(void)
{
    uint64_t words[4] = {0};
    system_call(SYS_rt_sigaction, USR1, 0, (long)words, 8, 0, 0);
    uint64_t handled = words[0];
    system_call(SYS_rt_sigaction, USR2, 0, (long)words, 8, 0, 0);
    return handled != 0 || words[0] != 1;
}

/* It would take seconds. */
static void kill_writer(void)
{
    const size_t size = 4 << 20;
    int status = 0;
    long pid = fork(), ended = 0;
    if (!pid) {
        char *lines = map(size);
        memset(lines, '\n', size);
        write(1, lines, size);
        exit(0);
    }
    sleep_for(50000000);
    send(pid, DIE);
    for (int i = 0; i < 100 && !ended; i++) {
        sleep_for(10000000);
        ended = system_call(SYS_wait4, pid, (long)&status, 1, 0, 0, 0); /* WNOHANG */
    }
    check(ended == pid && status == DIE, "SIGKILL ends who writes to the console");
}

static void defaults(char **argv, char **environment)
{
    int ends[2];
    long pid = fork();
    if (!pid) {
        pipe(ends);
        close(ends[0]);
        act(PIPE, (void *)1, 0);
        long ignored = write(ends[1], "x", 1);
        act(PIPE, NULL, 0);
        write(ends[1], ignored == -EPIPE ? "x" : NULL, 1);
        exit(1);
    }
    check(status_of(pid) == PIPE, "SIGPIPE");
    if (!(pid = fork())) {
        mask(SET, -1);
        sleep_for(1000000000ul * 1000);
    }
    sleep_for(10000000);
    check(!send(pid, 0) && !send(pid, DIE) && status_of(pid) == DIE, "SIGKILL cannot be blocked");
    check(send(pid, 0) == -ESRCH && send(getpid(), 65) == -EINVAL, "nobody, and no signal");
    check(act(DIE, handle, 0) == -EINVAL, "SIGKILL cannot be handled");
    act(USR2, (void *)1, 0);
    if (!(pid = fork())) {
        execve("/bin/signals", (char *[]){argv[0], "again", NULL}, environment);
        exit(1);
    }
    check(!status_of(pid), "after execve");
}

/* A frame of signals that no handler has left: whatever it says, others live. */
static __attribute__((noinline)) void forge(unsigned seed)
{
    volatile uint64_t frame[256];
    const uint64_t values[] = {0,  -1ul, KERNEL_BASE, KERNEL_BASE + 0x200000,
                               1,  3,    0x8,         0x10,
                               -8, 0x23, 1ul << 63,   1ul << 47,
                               9,  0x5,  0x3c5,       (uint64_t)taken};
    for (unsigned i = 0; i < ARRAY_LENGTH(frame); i++) {
        seed = seed * 1103515245 + 12345;
        frame[i] = values[seed >> 16 & 15];
    }
    system_call(SYS_rt_sigreturn, (long)frame, 0, 0, 0, 0, 0);
}

int main(int argc, char **argv, char **environment)
{
    int died = 0;
    if (argc > 1)
        return after_exec();
    handlers();
    check(interrupted(0) == -EINTR, "interrupted");
    check(interrupted(RESTART) == 1, "restarted");
    check(taken[CHLD] >= 2, "SIGCHLD");
    kill_writer();
    defaults(argv, environment);
    for (unsigned i = 0; i < 300; i++) {
        long pid = fork();
        if (!pid) {
            forge(i);
            exit(0);
        }
        died += status_of(pid) != 0;
    }
    printf("signals: %d handled; of 300 frames that lie %d kill who made them\n", taken[USR1],
           died);
    return 0;
}
