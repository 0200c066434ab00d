/* Memory is given when it is used. */
#include "user.h"

#define PAGES 1000

int main(int argc, char **argv, char **environment)
{
    uint64_t before = count_of("lazy");
    char *memory = map(PAGES * PAGE_SIZE);
    if (!memory)
        return 1;
    uint64_t mapped = count_of("lazy");
    memory[0] = memory[500 * PAGE_SIZE] = memory[PAGES * PAGE_SIZE - 1] = 1;
    uint64_t used = count_of("lazy");
    printf("lazy memory: %d pages mapped, %lu given; 3 of them used, %lu given\n", PAGES,
           mapped - before, used - mapped);
    return mapped != before || used - mapped != 3 || unmap(memory, PAGES * PAGE_SIZE);
}
