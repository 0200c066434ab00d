/* MISS and reads a line of its own: the ticket lock. */
#include "exercise.h"
enum { NEXT, SERVING };
void fair_take(struct fair_lock *lock)
{
    word *w = lock->shared.words;
    uint32_t ticket = atomic_fetch_add_explicit(&w[NEXT], 1, memory_order_relaxed);
    while (atomic_load_explicit(&w[SERVING], memory_order_acquire) != ticket)
        ;
}
void fair_give(struct fair_lock *lock)
{
    word *w = lock->shared.words;
    uint32_t ticket = atomic_load_explicit(&w[SERVING], memory_order_relaxed);
    atomic_store_explicit(&w[SERVING], ticket + 1, memory_order_release);
}
