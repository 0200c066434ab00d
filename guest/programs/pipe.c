/* Two processes, and a pipe between them that has room for a page. */
#include "user.h"

#define BYTES 100000

static int produce(int to)
{
    static unsigned char buffer[1000];
    for (unsigned i = 0; i < BYTES; i += sizeof buffer) {
        for (unsigned k = 0; k < sizeof buffer; k++)
            buffer[k] = (i + k) % 251;
        if (!write_all(to, buffer, sizeof buffer))
            return 1;
    }
    return 0;
}

int main(int argc, char **argv, char **environment)
{
    int ends[2], status = 1;
    if (pipe(ends))
        return 1;
    uint64_t before = count_of("switches");
    long pid = fork();
    if (!pid)
        return produce(ends[1]);
    close(ends[1]);
    unsigned bytes = 0, wrong = 0;
    unsigned char buffer[700];
    long length;
    while ((length = read(ends[0], buffer, sizeof buffer)) > 0) {
        for (long i = 0; i < length; i++)
            wrong += buffer[i] != bytes++ % 251;
    }
    wait4(pid, &status);
    printf("pipe: %u bytes through room for %d, %u wrong; %lu switches\n", bytes, PAGE_SIZE, wrong,
           count_of("switches") - before);
    return status || bytes != BYTES || wrong;
}
