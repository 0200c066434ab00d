#include "exercise.h"

/* A queue of CPUs (Mellor-Crummey and Scott). A CPU's name is its number + 1; 0 is none. */
enum { LAST };        /* of the shared line: the last CPU of the queue */
enum { NEXT, WAITS }; /* of a CPU's line: the one after it; whether it still waits */

void fair_take(struct fair_lock *lock)
{
    unsigned me = this_cpu()->number;
    word *mine = lock->of_cpu[me].words;
    atomic_store_explicit(&mine[NEXT], 0, memory_order_relaxed);
    atomic_store_explicit(&mine[WAITS], 1, memory_order_relaxed);
    uint32_t before =
        atomic_exchange_explicit(&lock->shared.words[LAST], me + 1, memory_order_acq_rel);
    if (!before)
        return;
    atomic_store_explicit(&lock->of_cpu[before - 1].words[NEXT], me + 1, memory_order_release);
    while (atomic_load_explicit(&mine[WAITS], memory_order_acquire))
        ;
}

void fair_give(struct fair_lock *lock)
{
    unsigned me = this_cpu()->number;
    word *mine = lock->of_cpu[me].words;
    uint32_t next = atomic_load_explicit(&mine[NEXT], memory_order_acquire), last = me + 1;
    if (!next &&
        atomic_compare_exchange_strong_explicit(&lock->shared.words[LAST], &last, 0,
                                                memory_order_release, memory_order_relaxed))
        return;
    while (!next) /* one is in the queue, and has not said so yet */
        next = atomic_load_explicit(&mine[NEXT], memory_order_acquire);
    atomic_store_explicit(&lock->of_cpu[next - 1].words[WAITS], 0, memory_order_release);
}
