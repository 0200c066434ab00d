/* Parts of the machine's memory, for guests that are promised more than there is. */
#include "portions.h"

#include "page_alloc.h"
#include "scheduler.h"

/* In pages, tables included. */
static struct portion {
    size_t promised; /* 0: there is no such guest */
    size_t used;
    size_t most; /* 0: not known yet */
} portions[GUESTS_MOST];

static error (*give_ram)(struct guest *, struct guest_region *, uint64_t gpa, uint64_t size);

static error give(struct guest *guest, struct guest_region *region, uint64_t gpa, uint64_t size)
{
    struct portion *portion = &portions[guest->number];
    size_t before = pages_free();
    if (portion->most && portion->used >= portion->most)
        return error_of("no memory for GPA 0x%lx: the guest has %lu KiB, which is its part of the "
                        "machine's memory; %lu KiB are free for the others",
                        gpa, portion->used * PAGE_SIZE >> 10, before * PAGE_SIZE >> 10);
    error problem = give_ram(guest, region, gpa, size);
    if (before > pages_free()) /* else pages of flash were taken back */
        portion->used += before - pages_free();
    return problem;
}

void portion_begin(struct guest *guest, size_t free_before)
{
    struct portion *portion = &portions[guest->number];
    size_t pages = guest->ram.size / PAGE_SIZE;
    portion->promised = pages + pages / 256 + 8; /* with tables, of which one has 512 entries */
    portion->used = free_before - pages_free();
    give_ram = guest->ram.give;
    guest->ram.give = give;
}

void portions_divide(void)
{
    size_t left = pages_free(), guests = 0;
    for (struct portion *p = portions; p < portions + GUESTS_MOST; p++) {
        left += p->used;
        guests += p->promised > 0;
        p->most = 0;
    }
    left -= left / 16; /* a guest's last fault may give up to 2 MiB more */
    for (bool found = true; found;) {
        found = false;
        for (struct portion *p = portions; p < portions + GUESTS_MOST; p++) {
            if (!p->promised || p->most || p->promised > left / guests)
                continue;
            p->most = p->promised;
            left -= p->most;
            guests--;
            found = true;
        }
    }
    for (struct portion *p = portions; p < portions + GUESTS_MOST; p++) {
        if (p->promised && !p->most)
            p->most = left / guests;
    }
}

void portion_end(const struct guest *guest)
{
    portions[guest->number] = (struct portion){0};
    portions_divide();
}
