/* Takes all there is: processes, memory, files open, pipes, files in memory. Each has to end with
 * an error, and everything but the files has to come back. */
#include "user.h"

static void show(const char *what, long count, long problem)
{
    printf("eat: %s: %ld, then error %ld\n", what, count, -problem);
}

/* Runs eat() in a child, whose memory is free when it has ended. */
static int in_child(void (*eat)(void))
{
    int status = -1;
    long pid = fork();
    if (!pid) {
        eat();
        exit(0);
    }
    wait4(pid, &status);
    return status;
}

static void eat_processes(void)
{
    int ends[2], count = 0;
    long pid;
    pipe(ends);
    while ((pid = fork()) > 0)
        count++;
    if (!pid) { /* waits until the parent closes the other end */
        char c;
        close(ends[1]);
        read(ends[0], &c, 1);
        exit(0);
    }
    show("processes", count, pid);
    close(ends[1]);
    while (wait4(-1, NULL) > 0)
        ;
}

/* As many as there can be at once: they have ended and have no memory, but keep their places until
 * they are waited for. */
static void eat_places(void)
{
    long pid;
    int count = -1;
    do {
        int ends[2];
        char c;
        pipe(ends);
        pid = fork();
        if (!pid)
            exit(0);
        close(ends[1]);
        read(ends[0], &c, 1); /* until it has ended */
        close(ends[0]);
        count++;
    } while (pid > 0);
    show("processes that have ended", count, pid);
    while (wait4(-1, NULL) > 0)
        ;
}

static void eat_memory(void)
{
    long count = 0;
    for (char *memory; (memory = map(PAGE_SIZE * 64)); count += 64) {
        for (int i = 0; i < 64; i++)
            memory[i * PAGE_SIZE] = 1;
    }
    show("pages touched", count, -ENOMEM);
    show("a process more", 0, fork());
}

static void eat_heap(void)
{
    char *from = set_break(NULL), *at = from;
    while (set_break(at + PAGE_SIZE) == at + PAGE_SIZE)
        at += PAGE_SIZE;
    show("pages of heap promised", (at - from) / PAGE_SIZE, -ENOMEM);
}

static void eat_pipes(void)
{
    int ends[2];
    long count = 0, problem;
    while (!(problem = pipe(ends)))
        count++;
    show("pipes", count, problem);
}

static void eat_disk(void)
{
    static char bytes[PAGE_SIZE];
    long file = open("/full", O_WRONLY | O_CREAT | O_TRUNC), count = 0, done;
    while ((done = write(file, bytes, sizeof bytes)) > 0)
        count += done;
    show("KiB of a file", count / 1024, done);
    close(open("/full", O_WRONLY | O_TRUNC));
}

/* A fork bomb whose processes eat memory as well. */
static void bomb(void)
{
    for (int i = 0; i < 6; i++) {
        fork();
        char *memory = map(PAGE_SIZE * 200);
        for (int k = 0; memory && k < 200; k++)
            memory[k * PAGE_SIZE] = 1;
    }
    sleep_for(20000000);
    while (wait4(-1, NULL) > 0)
        ;
}

/* Until all others sleep. The shell may have been preempted at its fork(), before its first write
 * to a page that it shares since then; that write ends a promise. */
static void settle(void)
{
    sleep_for(20000000);
}

int main(int argc, char **argv, char **environment)
{
    static void (*const all[])(void) = {eat_processes, eat_memory, eat_heap,
                                        eat_pipes,     eat_disk,   bomb};
    int failed = in_child(eat_places); /* before: the kernel keeps stacks and heap for them */
    settle();
    uint64_t before = count_of("free"), promised = count_of("promised");
    for (unsigned i = 0; i < ARRAY_LENGTH(all); i++)
        failed |= in_child(all[i]);
    failed |= in_child(bomb);
    settle();
    printf("eat: free pages %lu, were %lu; promised %lu, were %lu\n", count_of("free"), before,
           count_of("promised"), promised);
    return failed;
}
