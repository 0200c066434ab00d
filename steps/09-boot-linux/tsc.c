#include "tsc.h"

#include "machine.h"

struct moment {
    uint64_t ticks, cycles;
};

/* The same moment by both clocks. The machine may stop between two readings, so this takes the
 * closest pair of several. */
static struct moment read_both(void)
{
    struct moment best = {0};
    for (uint64_t i = 0, closest = UINT64_MAX; i < 8; i++) {
        uint64_t before = cycle_counter(), ticks = time_counter();
        uint64_t took = cycle_counter() - before;
        if (took < closest) {
            closest = took;
            best = (struct moment){ticks, before + took / 2};
        }
    }
    return best;
}

static uint64_t measure(void)
{
    struct moment start = read_both(), end;
    while (time_counter() - start.ticks < machine.timer_hz / 50) {
    }
    end = read_both();
    return (end.cycles - start.cycles) * machine.timer_hz / (end.ticks - start.ticks) / 1000;
}

uint64_t tsc_khz(void)
{
    static uint64_t khz;
    if (!khz)
        khz = measure();
    return khz;
}
