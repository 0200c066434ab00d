#include "lock.h"

#include "cpus.h"

__attribute__((noinline)) void lock_wait(struct lock *lock, uint32_t ticket)
{
    struct cpu *cpu = this_cpu();
    atomic_store_explicit(&cpu->is_out, true, memory_order_release);
    while (atomic_load_explicit(&lock->serving, memory_order_acquire) != ticket)
        cpu_relax();
    atomic_store_explicit(&cpu->is_out, false, memory_order_relaxed);
}
