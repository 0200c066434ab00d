#include "renamed.h" /* printf() is the hypervisor's here as well */

#include "stage2_pool.h"

#include "page_alloc.h"
#include "print.h"

struct stage2 stage2;
unsigned fences;

/* --- What the machine's file gives: its assembly cannot run here --- */

void stage2_fence(const struct stage2 *stage2)
{
    fences++;
}

const char *stage2_level_name(unsigned height)
{
    static const char *const names[] = {"height 0", "height 1", "height 2", "height 3"};
    return names[height];
}

void print_entry(stage2_entry entry, unsigned height)
{
    printf(entry_is_table(entry, height) ? "table" : entry_present(entry) ? "leaf" : "nothing");
}

/* --- The pool --- */

static void *kept; /* pages that were taken out, each with a pointer to the next */

void make_table(uint64_t pages)
{
    uintptr_t at = (uintptr_t)host_memory((pages + 1) * PAGE_SIZE, 1 << 20);
    page_alloc_add(at, at + (pages + 1) * PAGE_SIZE);
    CHECK_EQUAL(pages_free(), pages);
    CHECK_OK(stage2_init(&stage2, 0));
}

void shrink_pool(uint64_t left)
{
    while (pages_free() > left) {
        void **page = page_alloc(0);
        *page = kept;
        kept = page;
    }
}

void restore_pool(void)
{
    while (kept) {
        void *next = *(void **)kept;
        CHECK_OK(page_free(kept));
        kept = next;
    }
}

/* --- Looking --- */

uint64_t leads_to(uint64_t gpa)
{
    struct stage2_place place;
    return stage2_lookup(&stage2, gpa, &place) ? place.hpa : UINT64_MAX;
}

unsigned prot_at(uint64_t gpa)
{
    struct stage2_place place;
    return stage2_lookup(&stage2, gpa, &place) ? place.prot : 0;
}
