/* What it costs that a guest's exit is followed by another guest: each hypercall gives the CPU
 * away. */
#include "bench.h"

#include "guests.h"
#include "hand_over.h"
#include "save.h"

#define SWITCHES 1000

static void print_parts(struct vcpu *vcpu)
{
    uint64_t start = cycle_counter();
    for (unsigned n = 0; n < SWITCHES; n++) {
        vcpu_save(vcpu);
        vcpu_restore(vcpu);
    }
    printf("guest to guest, saved and loaded: %lu\n", (cycle_counter() - start) / SWITCHES);
    start = cycle_counter();
    for (unsigned n = 0; n < SWITCHES; n += 4) { /* four, so that the loop itself costs little */
        scheduler_preempt();                     /* who is next; that one does not run */
        scheduler_preempt();
        scheduler_preempt();
        scheduler_preempt();
    }
    printf("guest to guest, the scheduler: %lu\n", (cycle_counter() - start) / SWITCHES);
}

#define TURNS 500 /* fewer than a ring has slots */

/* The guests take turns: between two exits of one is an exit of each other. The last is the
 * timer's. */
static enum guest_action measure(struct vcpu *vcpu, struct deadline *deadline)
{
    const struct exit_ring *ring = &vcpu->ring;
    uint64_t last = ring->last - ring->slots - 1;
    uint64_t time = ring->slots[last & ring->mask].exited_at -
                    ring->slots[(last - TURNS) & ring->mask].exited_at;
    printf("guest to guest: %lu\n", time / TURNS / shares_count);
    print_parts(vcpu);
    power_off(0);
}

static enum guest_action yield(struct vcpu *vcpu, struct vm_exit *exit)
{
    skip_hypercall(vcpu);
    return GUEST_PREEMPTED;
}

int main(void)
{
    static struct deadline end = {.reached = measure};
    kernel_formats_add();
    if (!vm_init() || !guests_make())
        return 1;
    exit_handlers[EXIT_HYPERCALL] = yield;
    for (unsigned i = 0; i < shares_count; i++)
        shares[i]->a_tick = 0; /* equal virtual times: they take turns */
    deadline_set(&end, time_counter() + machine.timer_hz / 200);
    return guests_run();
}
