#include "exercise.h"

#define MS    1000
#define LIMIT (2 * MS) /* of an allowance */

enum { ALLOWANCE, UPDATED, IN_FRONT, PAID };

static struct share *first;
static uint64_t present; /* the virtual time of the one that was taken last for it */

/* It grows by a tenth of the time: the word has ten times the allowance. */
static int64_t allowance(const struct share *share)
{
    uint64_t *mine = own(share);
    int64_t has = (int64_t)mine[ALLOWANCE] + (int64_t)(now() - mine[UPDATED]);
    if (has > LIMIT * 10)
        has = LIMIT * 10;
    mine[ALLOWANCE] = has;
    mine[UPDATED] = now();
    return has / 10;
}

/* It has run since it was added last. */
static void pay(const struct share *share)
{
    uint64_t *mine = own(share);
    mine[ALLOWANCE] -= (share->ran - mine[PAID]) * 10;
    mine[PAID] = share->ran;
}

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
    pay(share);
    mine[IN_FRONT] = allowance(share) >= MS;
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

static bool is_sooner(const struct share *woken, const struct share *running)
{
    if (own(woken)[IN_FRONT] || own(running)[IN_FRONT])
        return own(woken)[IN_FRONT] && !own(running)[IN_FRONT];
    return woken->virtual_time < running->virtual_time + (now() - running->since) * running->a_tick;
}

const struct policy own_policy = {"own", add, take, is_sooner};
