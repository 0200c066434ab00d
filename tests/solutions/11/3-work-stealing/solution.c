#include "exercise.h"

#define NONE  UINT64_MAX
#define AHEAD (30000ul << 16) /* of virtual time: 30 ms at weight 1 */

/* A queue for each CPU, by virtual times. */
static struct queue {
    struct share *first;
    uint64_t present; /* the virtual time of the share that was taken last; NONE: there was none */
} queues[CPUS_MOST];

enum { QUEUE }; /* in own(): 1 + the CPU on which it ran last */

/* Nobody who runs is behind that. */
static uint64_t present(void)
{
    uint64_t least = NONE;
    for (unsigned n = 0; n < cpus_used(); n++) {
        if (queues[n].present < least)
            least = queues[n].present;
    }
    return least == NONE ? 0 : least;
}

static void add(struct share *share)
{
    uint64_t cpu = own(share)[QUEUE] ? own(share)[QUEUE] - 1 : this_cpu()->number;
    struct share **link = &queues[cpu].first;
    if (share->virtual_time < present())
        share->virtual_time = present();
    while (*link && (*link)->virtual_time <= share->virtual_time)
        link = &(*link)->next;
    share->next = *link;
    *link = share;
}

/* The queue whose first share is the furthest behind, by `ahead` more than mine. */
static struct queue *choose(struct queue *mine)
{
    struct queue *best = mine;
    for (unsigned n = 0; n < cpus_used(); n++) {
        struct queue *queue = &queues[n];
        uint64_t ahead = best == mine ? AHEAD : 0;
        if (queue->first &&
            (!best->first || queue->first->virtual_time + ahead < best->first->virtual_time))
            best = queue;
    }
    return best;
}

static struct share *take(void)
{
    struct queue *mine = &queues[this_cpu()->number], *queue = choose(mine);
    struct share *share = queue->first;
    mine->present = share ? share->virtual_time : NONE;
    if (!share)
        return NULL;
    queue->first = share->next;
    own(share)[QUEUE] = 1 + this_cpu()->number;
    return share;
}

static bool is_sooner(const struct share *woken, const struct share *running)
{
    return false;
}

const struct policy stealing_policy = {"stealing", add, take, is_sooner};
