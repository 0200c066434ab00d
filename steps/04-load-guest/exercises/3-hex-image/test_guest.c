#include "test_guest.h"

#include "grade.h"
#include "page_alloc.h"
#include "string.h"

#define NEIGHBOUR 0x5a /* what their bytes are */

struct guest test_guest;
static uint8_t should_be[GUEST_SIZE];
static uint8_t (
    *pages)[PAGE_SIZE]; /* the guest's are every second one, from the last to the first */

static uint8_t *page_of(unsigned i)
{
    return pages[2 * (GUEST_PAGES - i) - 1];
}

void guest_begin(uint64_t base)
{
    if (pages)
        stage2_destroy(&test_guest.stage2);
    else
        pages = page_alloc(order_of((2 * GUEST_PAGES + 1) * PAGE_SIZE));
    must(pages ? OK : "no memory");
    must(guest_init(&test_guest, 0));
    test_guest.ram = (struct guest_region){.name = "RAM", .base = base, .size = GUEST_SIZE};
    must(guest_add_region(&test_guest, &test_guest.ram));
    memset(pages, NEIGHBOUR, (2 * GUEST_PAGES + 1) * PAGE_SIZE);
    memset(should_be, 0, GUEST_SIZE);
    for (unsigned i = 0; i < GUEST_PAGES; i++) {
        memset(page_of(i), 0, PAGE_SIZE);
        must(stage2_map(&test_guest.stage2, base + i * PAGE_SIZE, (uintptr_t)page_of(i), PAGE_SIZE,
                        STAGE2_RWX));
    }
}

void guest_should_hold(uint64_t gpa, const uint8_t *bytes, unsigned count)
{
    memcpy(should_be + (gpa - test_guest.ram.base), bytes, count);
}

bool guest_differs(uint64_t *gpa, unsigned *is, unsigned *should)
{
    for (unsigned i = 0; i < GUEST_SIZE; i++) {
        *is = page_of(i / PAGE_SIZE)[i % PAGE_SIZE];
        *should = should_be[i];
        *gpa = test_guest.ram.base + i;
        if (*is != *should)
            return true;
    }
    return false;
}

bool guest_neighbours_changed(void)
{
    for (unsigned i = 0; i <= GUEST_PAGES; i++) {
        for (unsigned j = 0; j < PAGE_SIZE; j++) {
            if (pages[2 * i][j] != NEIGHBOUR)
                return true;
        }
    }
    return false;
}
