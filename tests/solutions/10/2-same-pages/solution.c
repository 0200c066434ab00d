#include "exercise.h"

static uint64_t hpa_of(const struct guest_page *page)
{
    struct stage2_place place;
    return stage2_lookup(page->stage2, page->gpa, &place) ? place.hpa : 0;
}

static error map_instead(const struct guest_page *page, uint64_t hpa, unsigned prot)
{
    TRY(stage2_unmap(page->stage2, page->gpa, PAGE_SIZE));
    return stage2_map(page->stage2, page->gpa, hpa, PAGE_SIZE, prot);
}

/* One mapping less. Returns whether the page became free. */
static bool leave(uint64_t hpa)
{
    unsigned *count = sharers(hpa);
    if (*count > 1) {
        --*count;
        return false;
    }
    *count = 0;
    return !page_free((void *)hpa);
}

static void share(const struct guest_page *page, uint64_t hpa)
{
    if (*sharers(hpa))
        return;
    stage2_protect(page->stage2, page->gpa, PAGE_SIZE, STAGE2_R | STAGE2_X);
    *sharers(hpa) = 1;
}

unsigned merge_pages(const struct guest_page *pages, unsigned count)
{
    unsigned freed = 0;
    for (unsigned i = 0; i < count; i++) {
        for (unsigned j = 0; j < i; j++) {
            uint64_t from = hpa_of(&pages[i]), to = hpa_of(&pages[j]);
            if (from == to)
                break;
            if (memcmp((void *)from, (void *)to, PAGE_SIZE))
                continue;
            share(&pages[j], to);
            map_instead(&pages[i], to, STAGE2_R | STAGE2_X);
            ++*sharers(to);
            freed += leave(from);
            break;
        }
    }
    return freed;
}

error unshare_page(const struct guest_page *page)
{
    uint64_t hpa = hpa_of(page);
    if (*sharers(hpa) <= 1) {
        *sharers(hpa) = 0;
        return stage2_protect(page->stage2, page->gpa, PAGE_SIZE, STAGE2_RWX);
    }
    void *copy = page_alloc(0);
    if (!copy)
        return error_of("no memory is left for a page that a guest writes to");
    memcpy(copy, (void *)hpa, PAGE_SIZE);
    leave(hpa);
    return map_instead(page, (uint64_t)copy, STAGE2_RWX);
}

error drop_page(const struct guest_page *page)
{
    uint64_t hpa = hpa_of(page);
    TRY(stage2_unmap(page->stage2, page->gpa, PAGE_SIZE));
    leave(hpa);
    return OK;
}
