/* MISS nobody profits from pretending to need little: each guest that has waited runs first. */
#include "exercise.h"

enum { STARTED, HAD_RUN, IN_FRONT };

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
    mine[IN_FRONT] = now() != mine[STARTED] + (share->ran - mine[HAD_RUN]);
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
    own(share)[STARTED] = now();
    own(share)[HAD_RUN] = share->ran;
    return share;
}

static bool is_sooner(const struct share *woken, const struct share *running)
{
    if (own(woken)[IN_FRONT] || own(running)[IN_FRONT])
        return own(woken)[IN_FRONT] && !own(running)[IN_FRONT];
    return woken->virtual_time < running->virtual_time + (now() - running->since) * running->a_tick;
}

const struct policy own_policy = {"own", add, take, is_sooner};
