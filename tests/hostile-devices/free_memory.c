#include "free_memory.h"

#include "machine.h"
#include "page_alloc.h"
#include "panic.h"

/* At the start of a free block, of any size that it once had, are the allocator's links. */
#define LINKS 2

static bool cleared;

void *__real_memory_zero(void *at, uint64_t size);
void *__wrap_memory_zero(void *at, uint64_t size)
{
    const uint64_t *words = at;
    for (uint64_t i = 0; cleared && i < size / sizeof *words; i++) {
        if (words[i] && i % (PAGE_SIZE / sizeof *words) >= LINKS)
            panic("free memory: %p holds %lx", (const void *)&words[i], words[i]);
    }
    return __real_memory_zero(at, size);
}

struct block {
    struct block *next;
};

/* Takes all blocks, the largest first, which looks at them and clears them; and gives them back. */
static void take_all(void)
{
    struct block *all = NULL, *block;
    for (unsigned order = order_of(BIT(63)); order--;) {
        while ((block = page_alloc(order))) {
            block->next = all;
            all = block;
        }
    }
    while ((block = all)) {
        all = block->next;
        if (page_free(block))
            panic("free memory: %p cannot be given back", (void *)block);
    }
}

void free_memory_clear(void)
{
    take_all();
    cleared = true;
}

void free_memory_check(void)
{
    take_all();
    cleared = false;
}
