#include "exercise.h"

enum { TAKEN }; /* words[TAKEN] of the shared line: 1 while a CPU has the lock */

/* Test and set. */
void fair_take(struct fair_lock *lock)
{
    while (atomic_exchange_explicit(&lock->shared.words[TAKEN], 1, memory_order_acquire))
        ;
}

void fair_give(struct fair_lock *lock)
{
    atomic_store_explicit(&lock->shared.words[TAKEN], 0, memory_order_release);
}
