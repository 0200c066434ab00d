/* Round robin: one after the other, whatever their weights. */
#include "scheduler.h"

static struct share *first, **end = &first;

static void add(struct share *share)
{
    share->next = NULL;
    *end = share;
    end = &share->next;
}

static struct share *take(void)
{
    struct share *share = first;
    if (share)
        first = share->next;
    if (!first)
        end = &first;
    return share;
}

static bool is_sooner(const struct share *woken, const struct share *running)
{
    return false;
}

const struct policy round_robin = {"round-robin", add, take, is_sooner};
