#include "memory.h"

#include "../1-own-call/caller.h"
#include "exercise.h"
#include "grade.h"
#include "page_alloc.h"
#include "random.h"
#include "string.h"

#define POOL_ORDER 6
#define POOL_PAGES (1 << POOL_ORDER)
#define POOL_SIZE  (PAGE_SIZE << POOL_ORDER)
#define SOURCE     (BUFFER_PAGES * PAGE_SIZE)
#define MEMORY_GPA 0x20000000

static uint64_t base;                 /* GPA of page 0 */
static uint64_t places[BUFFER_PAGES]; /* where each page starts in the pool */
static uint8_t *pool, *pool_before, *pool_clean;
static uint8_t *source;
static uint64_t taken;

/* --- The source --- */

uint8_t next_byte(void)
{
    return source[taken++ % SOURCE];
}

uint64_t bytes_taken(void)
{
    return taken;
}

/* --- The memory --- */

static void *new_block(unsigned order)
{
    void *block = page_alloc(order);
    if (!block)
        must(error_of("no memory"));
    return block;
}

/* Every eighth page of the pool, in an order of chance. */
static void choose_places(void)
{
    for (unsigned i = 0; i < BUFFER_PAGES; i++)
        places[i] = (8 * i + 4) * PAGE_SIZE;
    for (unsigned i = BUFFER_PAGES - 1; i > 0; i--) {
        unsigned other = random_below(i + 1);
        uint64_t place = places[i];
        places[i] = places[other];
        places[other] = place;
    }
}

void memory_init(void)
{
    pool = new_block(POOL_ORDER);
    pool_before = new_block(POOL_ORDER);
    pool_clean = new_block(POOL_ORDER);
    source = new_block(order_of(SOURCE));
    base = MEMORY_GPA + random_below(4096) * PAGE_SIZE;
    choose_places();
    for (unsigned i = 0; i < BUFFER_PAGES; i++)
        must(stage2_map(&caller_guest.stage2, memory_page_gpa(i), (uintptr_t)pool + places[i],
                        PAGE_SIZE, STAGE2_R | STAGE2_W));
}

uint64_t memory_page_gpa(unsigned n)
{
    return base + n * PAGE_SIZE;
}

static void fill(uint8_t *bytes, uint64_t size)
{
    for (uint64_t i = 0; i < size; i += sizeof(uint64_t)) {
        uint64_t bits = random_bits();
        memcpy(bytes + i, &bits, sizeof bits);
    }
}

void memory_start(void)
{
    fill(pool, POOL_SIZE);
    fill(source, SOURCE);
    memcpy(pool_before, pool, POOL_SIZE);
    memcpy(pool_clean, pool, POOL_SIZE);
    taken = 0;
}

/* --- What was written --- */

void __real_memory_clean(const void *at, uint64_t size);
void __wrap_memory_clean(const void *at, uint64_t size);

/* The linker has every memory_clean() come here. */
void __wrap_memory_clean(const void *at, uint64_t size)
{
    uint64_t from = (uintptr_t)at - (uintptr_t)pool;
    if (pool && from < POOL_SIZE && size <= POOL_SIZE - from)
        memcpy(pool_clean + from, pool + from, size);
    __real_memory_clean(at, size);
}

/* Where the guest's byte at gpa is in the pool. */
static uint64_t place_of(uint64_t gpa)
{
    return places[(gpa - base) / PAGE_SIZE] + gpa % PAGE_SIZE;
}

bool memory_is_filled(uint64_t gpa, uint64_t length, bool cached)
{
    const uint8_t *memory = cached ? pool : pool_clean;
    for (uint64_t i = 0; i < length; i++) {
        if (memory[place_of(gpa + i)] != source[i])
            return false;
    }
    return true;
}

uint64_t bytes_changed_outside(uint64_t gpa, uint64_t length)
{
    uint64_t changed = 0, inside = 0;
    for (uint64_t i = 0; i < POOL_SIZE; i++)
        changed += pool[i] != pool_before[i];
    for (uint64_t i = 0; i < length; i++)
        inside += pool[place_of(gpa + i)] != pool_before[place_of(gpa + i)];
    return changed - inside;
}
