#include "exercise.h"

/* One queue for all CPUs, each share in its turn. */
static struct share *queue[SHARES_MOST];
static unsigned length;

static void add(struct share *share)
{
    queue[length++] = share;
}

static struct share *take(void)
{
    if (!length)
        return NULL;
    struct share *share = queue[0];
    length--;
    for (unsigned i = 0; i < length; i++)
        queue[i] = queue[i + 1];
    return share;
}

static bool is_sooner(const struct share *woken, const struct share *running)
{
    return false;
}

const struct policy stealing_policy = {"stealing", add, take, is_sooner};
