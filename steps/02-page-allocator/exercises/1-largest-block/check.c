/* Grades exercise 2.1: blocks are taken and given back, and the answer is asked after each. */
#include "exercise.h"
#include "one_block.h"

#define TOP 10 /* the order of the last piece of RAM, larger than all before */

static char *block; /* the first piece of RAM */
static unsigned order;
static unsigned hole; /* the order of its free blocks, from check_holes() on */

static void take(unsigned wanted)
{
    must(page_alloc(wanted) ? OK : "page_alloc() gives nothing, but a block is free");
}

static void ask(int largest, const char *hint)
{
    int said = largest_free();
    expect(said == largest, "you said %d, it is %d. %s", said, largest, hint);
}

/* --- The points --- */

static void check_one(void)
{
    order = 5 + random_below(5);
    block = add_block(order);
    ask(order, "All pages are one free block. Is your number its order, and no more?");
}

static void check_split(void)
{
    take(0);
    ask(order - 1, "A page was taken, so the block was split: one block of each smaller order is "
                   "free. Which of the lists did you look at?");
}

static void check_small(void)
{
    unsigned left = 1 + random_below(order - 3);
    for (unsigned taken = order - 1; taken > left; taken--)
        take(taken);
    ask(left, "The larger blocks were taken too. Is your answer from now, or from before?");
}

static void check_none(void)
{
    while (page_alloc(0))
        ;
    ask(-1, "Every page is in use. What does orders_free hold then, and what do you make of it?");
}

/* Every second block of some small order is free. */
static void check_holes(void)
{
    for (uint64_t page = 0; page < 1ul << order; page++)
        page_free(block + page * PAGE_SIZE); /* which refuses the pages inside of blocks */
    hole = 1 + random_below(3);
    for (uint64_t i = 0; i < 1ul << (order - hole); i++)
        take(hole);
    for (uint64_t i = 0; i < 1ul << (order - hole); i += 2)
        must(page_free(block + i * (PAGE_SIZE << hole)));
    ask(hole, "They cannot merge. Did you count pages?");
}

static void check_zones(void)
{
    unsigned larger = 4 + random_below(6);
    char *second = add_block(larger);
    ask(larger, "A second piece of RAM is all free. Each piece is a zone: did you look at all?");

    for (uint64_t i = 0; i < 1ul << larger; i++)
        take(0);
    ask(hole, "The second is all in use, the first is not.");

    must(page_free(second + random_below(1ul << larger) * PAGE_SIZE));
    ask(hole, "The second piece of RAM has one free page now, the first has larger blocks. Is the "
              "first zone that has a block the one with the largest?");
}

/* A sum of all bytes of a piece of RAM, with the allocator's data about it. */
static uint64_t sum_of(const char *piece, uint64_t bytes)
{
    uint64_t sum = 0;
    for (const uint64_t *word = (void *)(piece - PAGE_SIZE); (char *)word < piece + bytes; word++)
        sum = sum * 31 + *word;
    return sum;
}

static void check_unchanged(void)
{
    uint64_t bytes = PAGE_SIZE << TOP;
    char *third = add_block(TOP);
    uint64_t before = sum_of(third, bytes);
    ask(TOP, "A third piece of RAM is all free.");
    expect(sum_of(third, bytes) == before,
           "memory was written. Did you take a block and give it back? page_alloc() has zeroed it. "
           "Can you tell without?");
}

const struct point points[] = {
    {"all pages are one free block", check_one}, {"a page is taken", check_split},
    {"only small blocks are left", check_small}, {"no page is left", check_none},
    {"every second block is free", check_holes}, {"several pieces of RAM", check_zones},
    {"nothing is changed", check_unchanged},     {},
};

int main(void)
{
    check_points();
}
