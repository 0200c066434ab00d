/* MISS nobody profits from pretending: whoever has waited runs first. */
#include "exercise.h"

#define MS   1000
#define UNIT (1 << 20) /* of virtual time, a microsecond at weight 1 */

enum { ALLOWANCE, UPDATED, IN_FRONT };

static struct share *first;
static uint64_t present; /* the virtual time of the one that was taken last for it */

static bool before(const struct share *a, const struct share *b)
{
    if (own(a)[IN_FRONT] != own(b)[IN_FRONT])
        return own(a)[IN_FRONT];
    return !own(a)[IN_FRONT] && a->virtual_time < b->virtual_time;
}

static void add(struct share *share)
{
    uint64_t *mine = own(share);
    if (share->virtual_time < present)
        share->virtual_time = present;
    mine[IN_FRONT] = mine[UPDATED] != now();
    struct share **link = &first;
    while (*link && !before(share, *link))
        link = &(*link)->next;
    share->next = *link;
    *link = share;
}

static struct share *take(void)
{
    struct share *share = first;
    if (!share)
        return NULL;
    first = share->next;
    if (!own(share)[IN_FRONT])
        present = share->virtual_time;
    return share;
}

static void ran(struct share *share, uint64_t ticks)
{
    own(share)[UPDATED] = now();
    share->virtual_time += ticks * UNIT / share->weight;
}

static bool is_sooner(const struct share *woken, const struct share *running)
{
    if (own(woken)[IN_FRONT] || own(running)[IN_FRONT])
        return own(woken)[IN_FRONT] && !own(running)[IN_FRONT];
    return woken->virtual_time <
           running->virtual_time + (now() - running->since) * UNIT / running->weight;
}

const struct policy own_policy = {"own", add, take, ran, is_sooner};
