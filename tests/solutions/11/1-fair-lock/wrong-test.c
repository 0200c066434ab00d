/* MISS nobody gets it twice while another waits: test, and then test and set. */
#include "exercise.h"

void fair_take(struct fair_lock *lock)
{
    word *taken = lock->shared.words;
    do
        while (atomic_load_explicit(taken, memory_order_relaxed))
            ;
    while (atomic_exchange_explicit(taken, 1, memory_order_acquire));
}

void fair_give(struct fair_lock *lock)
{
    atomic_store_explicit(lock->shared.words, 0, memory_order_release);
}
