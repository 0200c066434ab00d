/*
 * Weighted fair: each guest has a virtual time, which advances while it runs, the slower the more
 * it weighs. The guest whose virtual time is behind all others' runs next; so in the long run all
 * have the same, and each has had the CPU by its weight.
 */
#include "scheduler.h"

static struct {
    struct share head;  /* no share: `next` is the first of the ready ones, by virtual times, and
                         * `virtual_time` is that of the one that was taken last */
    struct share *last; /* the head if none is ready */
} order = {.last = &order.head};

/* One that has waited must not make up for the time that it did not want. It is put behind those
 * with the same time. */
static __attribute__((noinline)) void insert(struct share *share)
{
    struct share *before = &order.head;
    if (share->virtual_time < before->virtual_time)
        share->virtual_time = before->virtual_time;
    while (before->next && before->next->virtual_time <= share->virtual_time)
        before = before->next;
    share->next = before->next;
    before->next = share;
    if (!share->next)
        order.last = share;
}

/* The one that has just run has mostly had the most: its place is the end. */
static void add(struct share *share)
{
    if (share->virtual_time < order.last->virtual_time) {
        insert(share);
        return;
    }
    share->next = NULL;
    order.last->next = share;
    order.last = share;
}

static struct share *take(void)
{
    struct share *share = order.head.next;
    if (!share)
        return NULL;
    struct share *next = share->next;
    order.head.next = next;
    if (!next)
        order.last = &order.head;
    order.head.virtual_time = share->virtual_time;
    return share;
}

static bool is_sooner(const struct share *woken, const struct share *running)
{
    uint64_t has_run = time_counter() - running->since;
    return woken->virtual_time < running->virtual_time + has_run * running->a_tick;
}

const struct policy weighted_fair = {"weighted-fair", add, take, is_sooner};
