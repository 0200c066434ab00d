/* Pairs of processes: one writes numbers into a pipe, and forks all the time; the other one reads
 * them, and adds them. At the end all sums are right, and the kernel has as many free pages as
 * before. Kernels with several CPUs do all of this at the same time. */
#include "user.h"

#define PAIRS   4
#define CHUNKS  150
#define NUMBERS 61 /* in a chunk: an odd size for the pipe */

static uint64_t numbers[NUMBERS];

static unsigned chunk(unsigned pair, unsigned n)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < NUMBERS; i++)
        sum += numbers[i] = pair * 1000003u + n * 1009u + i;
    return sum;
}

/* A child writes to pages that it shares with its parent, and ends with a status. */
static bool fork_one(unsigned n)
{
    int status = 0;
    long pid = fork();
    if (!pid) {
        numbers[0] = n;
        exit(numbers[0] & 0xff);
    }
    return wait4(pid, &status) == pid && status == (int)(n & 0xff) << 8;
}

static int produce(unsigned pair, int to)
{
    for (unsigned n = 0; n < CHUNKS; n++) {
        chunk(pair, n);
        uint64_t first = numbers[0];
        if (!fork_one(n) || numbers[0] != first || !write_all(to, numbers, sizeof numbers))
            return 1;
    }
    return 0;
}

static int consume(unsigned pair, int from)
{
    uint64_t sum = 0, expected = 0;
    for (unsigned n = 0; n < CHUNKS; n++) {
        expected += chunk(pair, n);
        for (size_t done = 0, part; done < sizeof numbers; done += part) {
            long got = read(from, (char *)numbers + done, sizeof numbers - done);
            if (got <= 0)
                return 1;
            part = got;
        }
        for (unsigned i = 0; i < NUMBERS; i++)
            sum += numbers[i];
    }
    return sum != expected;
}

static void begin_pair(unsigned pair)
{
    int ends[2];
    pipe(ends);
    if (!fork())
        exit(produce(pair, ends[1]));
    if (!fork()) {
        close(ends[1]);
        exit(consume(pair, ends[0]));
    }
    close(ends[0]);
    close(ends[1]);
}

/* As many processes at once as there can be later: the kernel keeps the stacks that it makes. */
static void begin_all(void)
{
    int ends[2];
    pipe(ends);
    for (unsigned i = 0; i < 4 * PAIRS; i++) {
        char c;
        if (!fork()) {
            close(ends[1]);
            exit(read(ends[0], &c, 1));
        }
    }
    close(ends[0]);
    close(ends[1]);
    for (unsigned i = 0; i < 4 * PAIRS; i++)
        wait4(-1, NULL);
}

int main(int argc, char **argv, char **environment)
{
    unsigned right = 0;
    uint64_t free = 0;
    begin_all();
    for (unsigned turn = 0; turn < 2; turn++) { /* the first one makes the kernel's heap */
        free = count_of("free");
        for (unsigned pair = 0; pair < PAIRS; pair++)
            begin_pair(pair);
        for (unsigned i = 0; i < 2 * PAIRS; i++) {
            int status = 1;
            wait4(-1, &status);
            right += !status;
        }
    }
    printf("stress: %u of %u processes ended well; free pages %lu, were %lu\n", right, 4 * PAIRS,
           count_of("free"), free);
    return right != 4 * PAIRS;
}
