#include "log.h"

#include "../1-read-ahead/pool.h"
#include "exercise.h"
#include "grade.h"
#include "random.h"

#define RAM_PAGES_MAX 0x8000
#define WORDS         (RAM_PAGES_MAX / 64)
#define UNTOUCHED     0x5afe5afe5afe5afe /* in words of the bitmap that are after its end */

uint64_t ram_base, ram_pages, used[USED_PAGES], read_only;

static uint64_t should[WORDS], bitmap[WORDS];
static uint64_t blocks; /* that next_block() gave */

/* --- The guest --- */

uint64_t page_gpa(uint64_t page)
{
    return ram_base + page * PAGE_SIZE;
}

/* Apart from each other, and not in the blocks. */
static void choose_pages(void)
{
    for (unsigned i = 1; i < USED_PAGES - 1; i++)
        used[i] = 40 * i + random_below(39);
    used[USED_PAGES - 1] = ram_pages - 1;
}

uint64_t next_block(void)
{
    uint64_t first = ram_base / STAGE2_BLOCK_SIZE + 8 + 3 * blocks++;
    return (first * STAGE2_BLOCK_SIZE - ram_base) / PAGE_SIZE;
}

void log_init(void)
{
    static struct guest_region other;
    ram_base = 0x40000000 + random_below(0x8000) * PAGE_SIZE;
    ram_pages = 0x4000 + random_below(0xc00) * 4 + 1 + random_below(3);
    read_only = ram_base - PAGE_SIZE;
    pool_init();
    words_init(ram_base, ram_pages * PAGE_SIZE);
    other = (struct guest_region){.name = "other", .base = read_only, .size = PAGE_SIZE};
    must(guest_add_region(&caller_guest, &other));
    must(stage2_map(&caller_guest.stage2, read_only, (uintptr_t)page_alloc(0), PAGE_SIZE,
                    STAGE2_R | STAGE2_X));
    choose_pages();
    for (unsigned i = 0; i < USED_PAGES; i++) {
        if (!guest_writes(page_gpa(used[i]), random_bits()))
            must(error_of("the guest cannot use its RAM"));
    }
}

bool expect_write(uint64_t page, uint64_t faults, const char *hint)
{
    uint64_t gpa = page_gpa(page) + random_below(PAGE_SIZE / 4) * 4;
    uint32_t word = random_bits();
    struct stage2_place place;
    bool written = guest_writes(gpa, word);
    should_be_in_log(page, 1);
    return expect(written, "the guest writes at 0x%lx, and is stopped: %s. %s", gpa, why_not(),
                  hint) &&
           expect(stage2_lookup(&caller_guest.stage2, gpa, &place) &&
                      *(uint32_t *)place.hpa == word,
                  "the guest wrote 0x%x at 0x%lx, and it is not there", word, gpa) &&
           expect(word_faults == faults, "the guest writes at 0x%lx: %lu faults, it is %lu. %s",
                  gpa, word_faults, faults, hint);
}

/* --- The log --- */

void should_be_in_log(uint64_t page, uint64_t pages)
{
    for (uint64_t n = page; n < page + pages; n++)
        should[n / 64] |= 1ul << n % 64;
}

static uint64_t expected_word(uint64_t i)
{
    return i < (ram_pages + 63) / 64 ? should[i] : UNTOUCHED;
}

void log_is_empty(void)
{
    memset(should, 0, sizeof should);
}

/* The first bit of the bitmap that is not what it should be. */
static bool expect_bits(const char *hint)
{
    uint64_t i = 0;
    while (i < WORDS && bitmap[i] == expected_word(i))
        i++;
    if (i == WORDS)
        return true;
    uint64_t page = i * 64 + __builtin_ctzl(bitmap[i] ^ expected_word(i));
    if (page >= ram_pages)
        return expect(false, "bitmap[%lu] is 0x%lx. How many bits has a RAM of %lu pages?", i,
                      bitmap[i], ram_pages);
    return expect(false, "bit %lu of bitmap[%lu], page 0x%lx, is %lu. %s", page % 64, i,
                  page_gpa(page), bitmap[i] >> page % 64 & 1, hint);
}

bool expect_log(const char *hint)
{
    uint64_t count = UNTOUCHED, bits = 0;
    for (uint64_t i = 0; i < WORDS; i++) {
        bitmap[i] = UNTOUCHED;
        bits += __builtin_popcountl(should[i]);
    }
    error problem = dirty_log_collect(&caller_guest, bitmap, &count);
    bool right = expect(!problem, "dirty_log_collect() fails: %s. %s", problem, hint) &&
                 expect_bits(hint) &&
                 expect(count == bits, "*count is %lu, and %lu bits are 1. %s", count, bits, hint);
    log_is_empty();
    return right;
}
