/* MISS two locks: a CPU has one ticket, whatever the lock. */
#include "exercise.h"

enum { NEXT, SERVING };

static uint32_t tickets[CPUS_MOST];

void fair_take(struct fair_lock *lock)
{
    word *words = lock->shared.words;
    uint32_t *mine = &tickets[this_cpu()->number];
    *mine = atomic_fetch_add_explicit(&words[NEXT], 1, memory_order_relaxed);
    while (atomic_load_explicit(&words[SERVING], memory_order_acquire) != *mine)
        ;
}

void fair_give(struct fair_lock *lock)
{
    uint32_t next = tickets[this_cpu()->number] + 1;
    atomic_store_explicit(&lock->shared.words[SERVING], next, memory_order_release);
}
