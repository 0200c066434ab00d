#include "lock.h"

#include "cpus.h"
#include "panic.h"

struct lock *locks;

void lock_add(struct lock *lock)
{
    lock->next_lock = locks;
    locks = lock;
}

void lock_check(const struct lock *lock, const struct cpu *cpu)
{
    for (const struct lock *held = locks; held; held = held->next_lock) {
        if (held->holder == cpu && held->order >= lock->order)
            panic("lock: CPU %u holds %s and takes %s, which comes before it", cpu->number,
                  held->name, lock->name);
    }
}

#define TURNS 1000 /* of the loop, before the CPU lets QEMU's host run another one */

__attribute__((noinline)) void lock_wait(struct lock *lock, uint32_t ticket)
{
    struct cpu *cpu = this_cpu();
    unsigned turns = 0;
    cpu->waits_for = lock;
    atomic_store_explicit(&cpu->is_out, true, memory_order_release);
    while (atomic_load_explicit(&lock->serving, memory_order_acquire) != ticket)
        if (turns++ >= TURNS)
            cpu_relax();
    atomic_store_explicit(&cpu->is_out, false, memory_order_relaxed);
    cpu->waits_for = NULL;
}

void lock_take_at_the_end(struct lock *lock, struct cpu *cpu)
{
    uint32_t ticket = atomic_fetch_add(&lock->next, 1);
    uint64_t end = time_counter() + 5 * machine.timer_hz;
    while (atomic_load(&lock->serving) != ticket && time_counter() < end)
        cpu_relax();
    lock->holder = cpu;
}
