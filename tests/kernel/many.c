/* Many processes, a deep pipeline, and descriptors in every order. */
#include "call_table.h"
#include "user.h"

#define PROCESSES 1000
#define DEPTH     100
#define GAMES     3000

static int processes(void)
{
    int good = 0, status;
    for (int i = 0; i < PROCESSES; i++) {
        long pid = fork();
        if (!pid)
            exit(i & 0x7f);
        good += wait4(pid, &status) == pid && status == (i & 0x7f) << 8;
    }
    return good;
}

/* Each process of the pipeline adds 1 to the bytes. */
static void add_one(int from, int to)
{
    char c;
    while (read(from, &c, 1) == 1) {
        c++;
        write(to, &c, 1);
    }
    exit(0);
}

static int pipeline(void)
{
    int first[2], from, good = 0;
    char c;
    pipe(first);
    from = first[0];
    for (int i = 0; i < DEPTH; i++) {
        int ends[2];
        pipe(ends);
        if (!fork()) {
            close(first[1]);
            close(ends[0]);
            add_one(from, ends[1]);
        }
        close(from);
        close(ends[1]);
        from = ends[0];
    }
    for (int i = 0; i < 20; i++) {
        c = i;
        write(first[1], &c, 1);
        good += read(from, &c, 1) == 1 && c == (char)(i + DEPTH);
    }
    close(first[1]);
    good += read(from, &c, 1) == 0;
    close(from);
    while (wait4(-1, NULL) > 0)
        ;
    return good;
}

/* Opens, copies and closes at random, some of it in children; afterwards all are closed. */
static int games(void)
{
    uint64_t seed = 1;
    int ends[2], open_now = 0;
    for (int i = 0; i < GAMES; i++) {
        seed = seed * 6364136223846793005 + 1442695040888963407;
        int a = 3 + (seed >> 33) % 64, b = 3 + (seed >> 43) % 64, what = seed >> 60;
        if (what == 0)
            pipe(ends);
        else if (what == 1)
            system_call(SYS_unlinkat, -100, (long)"/game", 0, 0, 0, 0);
        else if (what < 4)
            open("/game", O_RDWR | O_CREAT);
        else if (what < 8)
            dup3(a, b);
        else if (what < 10)
            system_call(SYS_fcntl, a, what == 8 ? 0 : 1030, b, 0, 0, 0);
        else if (what == 10)
            write(a, "some bytes", 10);
        else if (what == 11 && i % 8 == 0 && !fork())
            exit(0);
        else
            close(a);
    }
    while (wait4(-1, NULL) > 0)
        ;
    for (int i = 3; i < 64; i++)
        close(i);
    for (int i = 3; i < 64; i++)
        open_now += close(i) != -EBADF;
    system_call(SYS_unlinkat, -100, (long)"/game", 0, 0, 0, 0);
    return open_now;
}

/* In a child, whose memory is free when it has ended. */
static void all(bool shown)
{
    long pid = fork();
    if (!pid) {
        int good[3] = {processes(), pipeline(), games()};
        if (shown)
            printf("many: %d of %d processes, %d of 21 bytes through %d of them, %d still open\n",
                   good[0], PROCESSES, good[1], DEPTH, good[2]);
        exit(0);
    }
    wait4(pid, NULL);
}

int main(int argc, char **argv, char **environment)
{
    system_call(SYS_rt_sigaction, 13, (long)(uint64_t[4]){1}, 0, 8, 0, 0); /* no SIGPIPE */
    all(false);          /* kernel stacks and the heap are kept */
    sleep_for(20000000); /* until all others sleep */
    uint64_t free = count_of("free"), promised = count_of("promised");
    all(true);
    sleep_for(20000000);
    printf("many: free pages %lu, were %lu; promised %lu, were %lu\n", count_of("free"), free,
           count_of("promised"), promised);
    return 0;
}
