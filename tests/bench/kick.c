/*
 * Step 11, for ./run.sh bench: how long it takes until another CPU, which runs a guest, is out of
 * it; and until a shootdown is over. The median of the times, in tenths of a microsecond.
 */
#include "../many/hook.h"

#define TIMES 201

static uint64_t times[2][TIMES];

static uint64_t median_of(uint64_t *values)
{
    for (unsigned i = 1; i < TIMES; i++) {
        for (unsigned j = i; j && values[j - 1] > values[j]; j--) {
            uint64_t larger = values[j - 1];
            values[j - 1] = values[j];
            values[j] = larger;
        }
    }
    return values[TIMES / 2] * 10000000 / machine.timer_hz;
}

static enum guest_action again(struct vcpu *vcpu, struct deadline *deadline)
{
    static unsigned n;
    const struct cpu *other = cpus[1];
    deadline_set(deadline, time_counter() + machine.timer_hz / 1000);
    if (!other->running || atomic_load(&other->is_out))
        return GUEST_RESUMES;
    uint64_t start = time_counter();
    if (n % 2)
        stage2_flush_everywhere(&vcpu->guest->stage2);
    else
        cpus_gather();
    times[n % 2][n / 2] = time_counter() - start;
    if (++n < 2 * TIMES)
        return GUEST_RESUMES;
    printf("kick to exit: %lu tenths\n", median_of(times[0]));
    printf("shootdown: %lu tenths\n", median_of(times[1]));
    power_off(0);
}

static enum guest_action hooked(struct vcpu *vcpu, struct vm_exit *exit)
{
    return real[exit->kind](vcpu, exit);
}

int main(void)
{
    if (!make_and_hook())
        return 1;
    static struct deadline look = {.reached = again, .when = NEVER};
    deadline_set(&look, time_counter() + machine.timer_hz / 100);
    return run_hooked();
}
