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

void script_for_ever(void)
{
    script_add(SCRIPT_UNTIL, 0, 0, 1);
}

/* --- For watch_in_time() and watch_reset() --- */

void kick_in_time(uint32_t period)
{
    script_start(period, CONTROL_RUN);
    for (unsigned i = 0; i < 5; i++) {
        script_run_for(period * 1000 / 3);
        script_kick();
    }
    script_write(watch_control(), 0);
}

/* Words that differ in one bit, a kick with two bytes, and the word elsewhere. */
void write_other_words(uint32_t period)
{
    uint32_t word = watched->place.word;
    script_start(period, CONTROL_RUN);
    for (unsigned bit = 0; bit < 32; bit++)
        script_write(watch_kick(), word ^ 1u << bit);
    script_add(SCRIPT_WRITE, 2, watch_kick(), word);
    for (uint64_t offset = 0; offset < watched->place.bytes; offset += 4) {
        uint64_t at = watched->place.base + offset;
        if (at != watch_kick() && at != watch_control() && at != watch_period())
            script_write(at, word);
    }
    script_read(watch_control());
    script_for_ever();
}

void kick_late(uint32_t period)
{
    timer_late = period * machine.timer_hz / 1000;
    script_start(period, CONTROL_RUN);
    script_run_for(1200 * period);
    script_kick();
    script_read(watch_control());
    script_for_ever();
}

void stop_in_time(uint32_t period)
{
    script_start(period, CONTROL_RUN);
    script_write(watch_control(), 0);
    script_read(watch_control());
    script_kick();
    script_run_for(1500 * period);
    script_read(watch_period());
}

void start_twice(uint32_t period)
{
    script_start(period, CONTROL_RUN);
    script_run_for(300 * period);
    script_write(watch_control(), CONTROL_RUN);
    script_read(watch_control());
    script_for_ever();
}

void set_period_later(uint32_t period)
{
    script_start(40 * period, CONTROL_RUN);
    script_write(watch_period(), period);
    script_run_for(1500 * period);
    script_read(watch_control());
    script_kick();
    script_for_ever();
}
