/* What the guest of the scripts does with its watchdog. */
#include "random.h"
#include "watch.h"

uint64_t watch_period(void)
{
    return watched->place.base + watched->place.period;
}

uint64_t watch_control(void)
{
    return watched->place.base + watched->place.control;
}

uint64_t watch_kick(void)
{
    return watched->place.base + watched->place.kick;
}

uint32_t some_period(void)
{
    return 3 + random_below(3);
}

void script_start(uint32_t period, uint32_t control)
{
    script_write(watch_period(), period);
    script_write(watch_control(), control);
}

void script_kick(void)
{
    script_write(watch_kick(), watched->place.word);
}
