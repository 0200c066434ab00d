/* Grades exercise 3.2: memory is mapped piece by piece, and the answer is asked after each. */
#include "enter_guest.h"
#include "exercise.h"
#include "grade.h"
#include "page_alloc.h"
#include "panic.h"
#include "random.h"

static struct stage2 stage2;
static uint64_t mapped; /* bytes */

/* No guest uses the memory, so a GPA may be its own HPA. */
static void map(uint64_t gpa, uint64_t size, unsigned prot)
{
    must(stage2_map(&stage2, gpa, gpa, size, prot));
    mapped += size;
}

static void unmap(uint64_t gpa, uint64_t size)
{
    must(stage2_unmap(&stage2, gpa, size));
    mapped -= size;
}

static void ask(const char *hint)
{
    uint64_t said = mapped_bytes(&stage2);
    expect(said == mapped, "you said %lu, it is %lu. %s", said, mapped, hint);
}

/* --- The points --- */

static void check_empty(void)
{
    ask("No entry of the root is present.");
}

static void check_pages(void)
{
    map(random_below(100) * PAGE_SIZE, PAGE_SIZE, STAGE2_R);
    map((100 + random_below(100)) * PAGE_SIZE, (1 + random_below(50)) * PAGE_SIZE, STAGE2_RWX);
    ask("An entry at height 0 maps one page, whatever its rights are.");
}

static void check_block(void)
{
    map((2 + random_below(64)) * 2 * STAGE2_BLOCK_SIZE, STAGE2_BLOCK_SIZE + PAGE_SIZE, STAGE2_R);
    ask("A block and the page after it are new. What does a leaf at height 1 cover?");
}

static void check_split(void)
{
    map(STAGE2_BLOCK_SIZE, STAGE2_BLOCK_SIZE, STAGE2_RWX);
    unmap(STAGE2_BLOCK_SIZE + random_below(512) * PAGE_SIZE, PAGE_SIZE);
    ask("A block was mapped, and then a page of it unmapped. What is in the block's place now?");
}

static void check_end(void)
{
    uint64_t size = (1 + random_below(100)) * PAGE_SIZE;
    map((1ul << STAGE2_GPA_BITS) - size, size, STAGE2_RWX);
    ask("The last pages that a GPA can name are new. How many entries has the root?");
}

static uint64_t gigabyte; /* GPA: the first of those that are leaves */

static void map_gigabyte(uint64_t gpa)
{
    must(stage2_map_leaf(&stage2, gpa, gpa, 2, STAGE2_R | STAGE2_W));
    mapped += entry_span(2);
}

static void check_gigabyte(void)
{
    gigabyte = (1 + random_below(400)) * entry_span(2);
    map_gigabyte(gigabyte);
    ask("A leaf at height 2 is new. Does your code take every leaf above height 0 for a block?");
}

static void check_sum(void)
{
    unsigned more = 4 + random_below(20);
    for (unsigned i = 1; i <= more; i++)
        map_gigabyte(gigabyte + i * entry_span(2));
    ask("Now it is more than 4 GiB. How many bits has each of your variables?");
}

const struct point points[] = {
    {"an empty table maps nothing", check_empty},
    {"pages, with different rights", check_pages},
    {"a block, and the page after it", check_block},
    {"a block without one of its pages", check_split},
    {"the end of the guest-physical addresses", check_end},
    {"a leaf of 1 GiB", check_gigabyte},
    {"more than 4 GiB", check_sum},
    {},
};

int main(void)
{
    page_alloc_init();
    must(stage2_init(&stage2, 0));
    check_points();
}

void guest_trapped(void)
{
    panic("exercise 3.2: no guest was entered");
}
