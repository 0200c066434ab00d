/* common/clock.c, with a clock that goes, and ones that do not. */
#include "unit.h"

#include "machine.h"

struct machine machine;

static uint64_t ticks, readings_a_tick;

uint64_t time_counter(void)
{
    static uint64_t readings;
    if (readings_a_tick && ++readings % readings_a_tick == 0)
        ticks++;
    return ticks;
}

static void test_clock_that_goes(void)
{
    machine.timer_hz = 1000;
    readings_a_tick = 1;
    machine_check_clock();
    readings_a_tick = 100000; /* slower than any of ours is read */
    machine_check_clock();
}

static void test_clock_that_stands_still(void)
{
    machine.timer_hz = 1000;
    CHECK_PANIC(machine_check_clock(), "clock stands still");
}

static void test_clock_without_a_rate(void)
{
    readings_a_tick = 1;
    CHECK_PANIC(machine_check_clock(), "clock stands still");
}

int main(void)
{
    RUN(test_clock_that_goes);
    RUN(test_clock_that_stands_still);
    RUN(test_clock_without_a_rate);
    return unit_end("clock");
}
