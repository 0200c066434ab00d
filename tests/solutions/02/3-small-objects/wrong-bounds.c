/* MISS what is no object is refused: slots are counted from the page's start, and the header's can
 * be freed */
#include "exercise.h"
#include "string.h"

#define KINDS 8 /* slots of 16, 32, .. 2048 bytes */
#define WORDS 4 /* of 64 bits: one for each slot of 16 bytes */

/* The start of a page: what is in it. Slots of one size follow. */
struct slab {
    struct slab *next;
    unsigned size, slots, used, header;
    uint64_t in_use[WORDS]; /* bit n: slot n */
};

static struct slab *slabs[KINDS];

static unsigned kind_of(size_t bytes)
{
    unsigned kind = 0;
    while (16u << kind < bytes)
        kind++;
    return kind;
}

static struct slab *slab_with_room(unsigned kind)
{
    struct slab *slab = slabs[kind];
    while (slab && slab->used == slab->slots)
        slab = slab->next;
    if (slab || !(slab = page_alloc(0)))
        return slab;
    slab->size = 16u << kind;
    slab->slots = PAGE_SIZE / slab->size;
    for (; slab->used * slab->size < sizeof *slab; slab->used++)
        slab->in_use[0] |= 1ul << slab->used; /* the header's slots */
    slab->header = slab->used;
    slab->next = slabs[kind];
    slabs[kind] = slab;
    return slab;
}

void *small_alloc(size_t bytes)
{
    if (bytes == 0 || bytes > SMALL_MAX)
        return NULL;
    struct slab *slab = slab_with_room(kind_of(bytes));
    if (!slab)
        return NULL;
    unsigned slot = 0;
    while (slab->in_use[slot / 64] >> slot % 64 & 1)
        slot++;
    slab->in_use[slot / 64] |= 1ul << slot % 64;
    slab->used++;
    return memset((char *)slab + slot * slab->size, 0, slab->size);
}

/* The pointer to the slab at that page, if there is one: the page itself cannot be trusted. */
static struct slab **link_to(const void *page)
{
    for (unsigned kind = 0; kind < KINDS; kind++) {
        for (struct slab **link = &slabs[kind]; *link; link = &(*link)->next) {
            if (*link == page)
                return link;
        }
    }
    return NULL;
}

error small_free(void *object)
{
    struct slab **link = link_to((void *)((uintptr_t)object & -PAGE_SIZE));
    if (!link)
        return error_of("%p is in no page of small objects", object);
    struct slab *slab = *link;
    uint64_t offset = (uintptr_t)object - (uintptr_t)slab, slot = offset / slab->size;
    if (object == slab || offset % slab->size || !(slab->in_use[slot / 64] >> slot % 64 & 1))
        return error_of("no object in use starts at %p", object);
    slab->in_use[slot / 64] &= ~(1ul << slot % 64);
    if (--slab->used > slab->header)
        return OK;
    *link = slab->next;
    return page_free(slab);
}
