/*
 * Weighted fair: each guest has a virtual time, which advances while it runs, the slower the more
 * it weighs. The guest whose virtual time is behind all others' runs next; so in the long run all
 * have the same, and each has had the CPU by its weight.
 */
#include "scheduler.h"

static struct {
    struct share *first; /* the ready ones, by their virtual times */
    struct share *last;  /* if there is a first */
    uint64_t now;        /* the virtual time of the one that was taken last */
} order;

static void insert(struct share *share)
{
    struct share **link = &order.first;
    while ((*link)->virtual_time <= share->virtual_time)
        link = &(*link)->next;
    share->next = *link;
    *link = share;
}

/* One that has waited must not make up for the time that it did not want. It is put behind those
 * with the same time. The one that has just run has mostly had the most: its place is the end. */
static void add(struct share *share)
{
    if (share->virtual_time < order.now)
        share->virtual_time = order.now;
    if (order.first && order.last->virtual_time > share->virtual_time) {
        insert(share);
        return;
    }
    *(order.first ? &order.last->next : &order.first) = share;
    order.last = share;
    share->next = NULL;
}

static struct share *take(void)
{
    struct share *share = order.first;
    if (share) {
        order.first = share->next;
        order.now = share->virtual_time;
    }
    return share;
}

static bool is_sooner(const struct share *woken, const struct share *running)
{
    uint64_t has_run = time_counter() - running->since;
    return woken->virtual_time < running->virtual_time + has_run * running->a_tick;
}

const struct policy weighted_fair = {"weighted-fair", add, take, is_sooner};
