/* What the guest of the scripts does with its ring. */
#include "watch.h"

#include "grade.h"
#include "memory_map.h"
#include "page_alloc.h"
#include "random.h"

#define READ_ONLY 0x18080000 /* GPA */

void choose_place(struct place *place)
{
    uint64_t half = 8 + random_below(24), offsets[2];
    for (unsigned i = 0; i < 2; i++)
        offsets[i] = (i * half + 1 + random_below(half - 1)) * 4;
    unsigned first = random_below(2);
    *place = (struct place){
        .base = 0x30000000 + random_below(4096) * PAGE_SIZE,
        .bytes = 2 * half * 4,
        .ring = offsets[first],
        .doorbell = offsets[!first],
    };
    ring_bytes = 256u << random_below(3);
}

void choose_text(void)
{
    uint8_t *text = (uint8_t *)script_word(DATA_TEXT);
    for (unsigned i = 0; i < TEXT_BYTES; i++)
        text[i] = random_below(UART_BYTE);
    *script_word(DATA_MASK) = ring_bytes - 1;
    printed = printed_by_uart = 0;
}

uint64_t watch_ring(void)
{
    return watched->place.base + watched->place.ring;
}

uint64_t watch_doorbell(void)
{
    return watched->place.base + watched->place.doorbell;
}

uint64_t new_page(void)
{
    static uint64_t page = 3;
    page += 1 + random_below(6);
    if (page >= SCRIPT_RAM / PAGE_SIZE - 1) /* the last one has the tree */
        must(error_of("its guest has no more pages"));
    return GUEST_BASE + page * PAGE_SIZE;
}

uint64_t read_only_page(void)
{
    must(stage2_map(&script_guest.stage2, READ_ONLY, (uintptr_t)page_alloc(0), PAGE_SIZE,
                    STAGE2_R | STAGE2_X));
    return READ_ONLY;
}

void script_ring(uint64_t gpa, uint32_t before)
{
    script_write(gpa, before);
    script_write(gpa + 4, before);
    script_write(watch_ring(), gpa);
}

void script_put(uint32_t count, uint64_t gpa, bool doorbell)
{
    script_add(SCRIPT_PUT, count, gpa, doorbell ? watch_doorbell() : 0);
}

void script_ring_doorbell(void)
{
    script_write(watch_doorbell(), random_bits());
}

uint64_t begin_ring(void)
{
    uint64_t page = new_page();
    script_begin();
    script_ring(page, random_below(1 << 30));
    return page;
}

void watch_printed(uint64_t count, const char *hint)
{
    expect(printed == count, "the guest put %lu bytes there, and %lu are printed. %s", count,
           printed, hint);
}

void watch_exits(uint64_t most, const char *hint)
{
    most += (time_counter() - started_at) * 1000 / machine.timer_hz / OUTPUT_EARLIEST;
    expect(script_exits() <= most, "there were %lu exits, and at most %lu are needed. %s",
           script_exits(), most, hint);
}
