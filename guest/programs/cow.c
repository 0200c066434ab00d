/* After fork() both processes have the same pages, until one of them writes. */
#include "user.h"

#define PAGES 3

static int child(volatile char *memory)
{
    uint64_t before = count_of("copied"); /* from here on its own stack is copied already */
    before = count_of("copied");
    int sum = 0;
    for (int i = 0; i < PAGES; i++)
        sum += memory[i * PAGE_SIZE];
    uint64_t read = count_of("copied");
    memory[PAGE_SIZE] = 9;
    uint64_t wrote = count_of("copied");
    printf("copy on write: a child reads %d pages: %lu copied; writes to 1: %lu copied\n", PAGES,
           read - before, wrote - read);
    return sum != 1 + 2 + 3 || read != before || wrote != read + 1;
}

int main(int argc, char **argv, char **environment)
{
    volatile char *memory = map(PAGES * PAGE_SIZE);
    if (!memory)
        return 1;
    for (int i = 0; i < PAGES; i++)
        memory[i * PAGE_SIZE] = i + 1;
    uint64_t before = count_of("shared");
    long pid = fork();
    if (!pid)
        return child(memory);
    int status = 1;
    if (wait4(pid, &status) != pid)
        return 1;
    printf("fork: %lu pages shared; the parent still reads %d where the child wrote 9\n",
           count_of("shared") - before, memory[PAGE_SIZE]);
    return status || memory[PAGE_SIZE] != 2;
}
