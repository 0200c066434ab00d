/* Exercise 11.1: a fair lock, for which a CPU waits without disturbing the others. */
#pragma once

#include "cpu.h"
#include "print.h"

/* A word of the lock. Read and change it only by C11's functions for atomics, as lock.h does. Here
 * they are the grader's: they do what C11 says, and the grader sees it. */
typedef struct {
    uint32_t value;
} word;

/* What a CPU's cache loads, or loses, as a whole: 64 bytes. */
struct line {
    _Alignas(64) word words[16];
};

/* Use the words as you like. All are 0 at first. */
struct fair_lock {
    struct line shared;
    struct line of_cpu[CPUS_MOST];
};

/* Your answers. They keep everything in the lock's words. */
void fair_take(struct fair_lock *lock);
void fair_give(struct fair_lock *lock);

/* They may call this_cpu(), printf(), and these, with a memory_order or, without _explicit, as
 * memory_order_seq_cst:
 *
 *   atomic_load_explicit(&word, order)               atomic_load(&word)
 *   atomic_store_explicit(&word, new, order)         atomic_store(&word, new)
 *   atomic_exchange_explicit(&word, new, order)      atomic_exchange(&word, new)
 *   atomic_fetch_add_explicit(&word, n, order)       atomic_fetch_add(&word, n)
 *   atomic_compare_exchange_strong_explicit(&word, &expected, new, order, order_if_not)
 *   atomic_compare_exchange_strong(&word, &expected, new)
 *   atomic_thread_fence(order)
 */
uint32_t word_load(const word *word, memory_order order);
void word_store(word *word, uint32_t new, memory_order order);
uint32_t word_exchange(word *word, uint32_t new, memory_order order);
uint32_t word_add(word *word, uint32_t n, memory_order order);
bool word_compare_exchange(word *word, uint32_t *expected, uint32_t new, memory_order order,
                           memory_order order_if_not);
void word_fence(memory_order order);

#undef atomic_load_explicit
#undef atomic_store_explicit
#undef atomic_exchange_explicit
#undef atomic_fetch_add_explicit
#undef atomic_compare_exchange_strong_explicit
#undef atomic_load
#undef atomic_store
#undef atomic_exchange
#undef atomic_fetch_add
#undef atomic_compare_exchange_strong
#undef atomic_thread_fence
#define atomic_load_explicit                    word_load
#define atomic_store_explicit                   word_store
#define atomic_exchange_explicit                word_exchange
#define atomic_fetch_add_explicit               word_add
#define atomic_compare_exchange_strong_explicit word_compare_exchange
#define atomic_load(word)                       word_load(word, memory_order_seq_cst)
#define atomic_store(word, new)                 word_store(word, new, memory_order_seq_cst)
#define atomic_exchange(word, new)              word_exchange(word, new, memory_order_seq_cst)
#define atomic_fetch_add(word, n)               word_add(word, n, memory_order_seq_cst)
#define atomic_compare_exchange_strong(word, expected, new) \
    word_compare_exchange(word, expected, new, memory_order_seq_cst, memory_order_seq_cst)
#define atomic_thread_fence word_fence
