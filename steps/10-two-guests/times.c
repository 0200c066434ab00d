/* How long the guests' CPUs ran, and why they did not. */
#include "scheduler.h"

uint64_t share_ran(const struct share *share, uint64_t now)
{
    return share->ran + (share->cpu ? now - share->since : 0);
}

uint64_t share_stolen(const struct share *share, uint64_t now)
{
    bool could_run = share->state == SHARE_READY || share->state == SHARE_RESTS;
    uint64_t until = could_run ? now : share->since;
    return until - share->added - share_ran(share, now) - share->waited;
}

uint64_t guest_ran(const struct guest *guest, uint64_t now)
{
    uint64_t ran = 0;
    for (unsigned n = 0; n < shares_count; n++) {
        if (shares[n]->vcpu->guest == guest)
            ran += share_ran(shares[n], now);
    }
    return ran;
}

void print_times(const struct guest *guest)
{
    uint64_t a_ms = machine.timer_hz / 1000, now = time_counter();
    uint64_t stolen = 0, rested = 0, switches = 0;
    for (unsigned n = 0; n < shares_count; n++) {
        if (shares[n]->vcpu->guest != guest)
            continue;
        stolen += share_stolen(shares[n], now) - shares[n]->rested;
        rested += shares[n]->rested;
        switches += shares[n]->switches;
    }
    printf("share: %lu ms run, %lu ms ready while others ran, %lu times on the CPU\n",
           guest_ran(guest, now) / a_ms, stolen / a_ms, switches);
    if (rested)
        printf("caps: %lu ms at rest\n", rested / a_ms);
}
