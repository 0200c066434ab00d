#include "exercise.h"

/* Round robin: each in its turn. */
static struct share *first;

static void add(struct share *share)
{
    struct share **link = &first;
    while (*link)
        link = &(*link)->next;
    share->next = NULL;
    *link = share;
}

static struct share *take(void)
{
    struct share *share = first;
    if (share)
        first = share->next;
    return share;
}

static bool is_sooner(const struct share *woken, const struct share *running)
{
    return false;
}

const struct policy own_policy = {"own", add, take, is_sooner};
