/*
 * Step 11, in which a CPU waits for a lock in each exit in which its guest goes to sleep, and every
 * other time so long that the guest's timer comes meanwhile. After 20 of these exits it is enough.
 */
#include "hook.h"
#include "timer.h"

static enum guest_action hooked(struct vcpu *vcpu, struct vm_exit *exit)
{
    static unsigned waits;
    if (exit->kind != EXIT_WAIT)
        return real[exit->kind](vcpu, exit);
    uint64_t end = time_counter() + waits++ % 2 * machine.timer_hz / 50;
    do {
        cpu_relax();
    } while (time_counter() < end);
    return waits < 20 ? real[exit->kind](vcpu, exit) : GUEST_SHUTDOWN;
}

int main(void)
{
    return make_and_hook() ? run_hooked() : 1;
}
