/* Grades exercise 7.2: a guest starts its watchdog, kicks it, and does not. */
#include "grade.h"
#include "random.h"
#include "watch.h"

#define LONG UINT32_MAX /* milliseconds */

static void for_ever(void)
{
    script_add(SCRIPT_UNTIL, 0, 0, 1);
}

static void expect_reset(const char *hint)
{
    watch_expect(SCRIPT_SLICE, GUEST_RESET, hint);
}

static void expect_end(const char *hint)
{
    watch_expect(SCRIPT_SLICE, GUEST_SHUTDOWN, hint);
}

/* --- The points --- */

static void check_no_kick(void)
{
    script_init();
    if (!watch_new())
        return;
    script_read(watch_control());
    script_start(some_period(), CONTROL_RUN);
    script_read(watch_control());
    script_read(watch_period());
    script_read(watch_kick());
    for_ever();
    expect_reset("It started its watchdog and does not kick it. Which deadline is set?");
}

static void kick_in_time(uint32_t period)
{
    script_start(period, CONTROL_RUN);
    for (unsigned i = 0; i < 5; i++) {
        script_run_for(period * 1000 / 3);
        script_kick();
    }
    script_write(watch_control(), 0);
}

static void check_kicks(void)
{
    if (!watch_new())
        return;
    watch_in_time(kick_in_time, "It kicks at each third of its period, which then begins again.");
    script_begin();
    script_start(some_period(), CONTROL_RUN);
    script_kick();
    script_kick();
    for_ever();
    expect_reset("It kicked twice, and then no more.");
}

/* Not kicks: words that differ in one bit, kicks with two bytes, and the word elsewhere. */
static void check_no_kicks(void)
{
    uint32_t word, period = some_period();
    if (!watch_new())
        return;
    word = watched->place.word;
    script_start(period, CONTROL_RUN);
    script_run_for(period * 500);
    for (unsigned bit = 0; bit < 32; bit++)
        script_write(watch_kick(), word ^ 1u << bit);
    script_add(SCRIPT_WRITE, 2, watch_kick(), word);
    for (uint64_t offset = 0; offset < watched->place.bytes; offset += 4) {
        uint64_t at = watched->place.base + offset;
        if (at != watch_kick() && at != watch_control() && at != watch_period())
            script_write(at, word);
    }
    script_read(watch_control());
    for_ever();
    expect_reset("It writes other words to KICK, or the word elsewhere.");
}

/* The host's timer comes late, and the guest kicks after the end of its period. */
static void check_late_kick(void)
{
    if (!watch_new())
        return;
    uint32_t period = some_period();
    timer_late = 2 * period * machine.timer_hz / 1000;
    script_start(period, CONTROL_RUN);
    script_run_for(1500 * period);
    script_kick();
    script_read(watch_control());
    script_run_for(6000 * period);
    expect_reset("The host's timer was late, and the guest kicked when the period was over. Which "
                 "time does that kick have?");
}

static void stop_in_time(uint32_t period)
{
    script_start(period, CONTROL_RUN);
    script_write(watch_control(), 0);
    script_read(watch_control());
    script_kick();
    script_run_for(1500 * period);
    script_read(watch_period());
}

static void check_control(void)
{
    if (!watch_new())
        return;
    uint32_t period = some_period();
    watch_in_time(stop_in_time, "It started its watchdog, and stopped it again.");
    script_begin();
    script_start(period, CONTROL_RUN);
    script_run_for(500 * period);
    script_write(watch_control(), CONTROL_RUN);
    script_read(watch_control());
    for_ever();
    expect_reset("It was started while it ran. Does a period begin then?");
}

static void check_lock(void)
{
    static const char hint[] = "It is locked. What can still be written?";
    if (!watch_new())
        return;
    uint32_t period = some_period();
    script_write(watch_control(), CONTROL_LOCK);
    script_read(watch_control());
    script_start(period, CONTROL_RUN);
    script_write(watch_control(), CONTROL_RUN | CONTROL_LOCK);
    script_read(watch_control());
    script_write(watch_control(), 0);
    script_write(watch_control(), CONTROL_RUN);
    script_write(watch_period(), LONG);
    script_read(watch_control());
    script_read(watch_period());
    script_kick();
    for_ever();
    expect_reset(hint);
}

static void check_periods(void)
{
    if (!watch_new())
        return;
    uint32_t period = some_period();
    script_write(watch_control(), CONTROL_RUN | CONTROL_LOCK);
    script_read(watch_control());
    script_run_for(1000);
    script_start(LONG, CONTROL_RUN);
    script_read(watch_period());
    script_run_for(1000);
    script_kick();
    script_run_for(1000);
    script_write(watch_period(), 0);
    script_read(watch_period());
    script_write(watch_control(), 0);
    expect_end("No period was set, so it cannot start; then the largest one; a 0 is ignored.");
    script_begin();
    script_start(40 * period, CONTROL_RUN);
    script_write(watch_period(), period);
    script_read(watch_period());
    script_run_for(1500 * period);
    script_kick();
    for_ever();
    expect_reset("A new period counts from the next kick on.");
}

static void check_wait(void)
{
    static const char hint[] =
        "It waits, and has no interrupt that could come. What ends the wait?";
    if (!watch_new())
        return;
    script_start(some_period(), CONTROL_RUN | CONTROL_LOCK);
    for (unsigned i = 0; i < 1000; i++) /* a wait may end without a reason */
        script_add(SCRIPT_WAIT, 0, 0, 0);
    expect_reset(hint);
    uint64_t waits = script_exits();
    expect(waits < 100, "the guest waited, and there were %lu exits. Who waits in its place? %s",
           waits, hint);
    script_begin();
    script_add(SCRIPT_WAIT, 0, 0, 0);
    watch_expect(SCRIPT_SLICE, GUEST_STOPPED, "It waits, and its watchdog does not run.");
    expect(script_vcpu.ring.last->kind == EXIT_WAIT,
           "the guest waits, its watchdog does not run, and its last exit is \"%s\". Which handler "
           "was in the row before yours?",
           exit_kind_names[script_vcpu.ring.last->kind]);
}

static void check_slice(void)
{
    if (!watch_new())
        return;
    script_start(LONG, CONTROL_RUN);
    for_ever();
    watch_expect(some_period(), GUEST_STOPPED, "Its slice is over, and its period is not.");
    script_begin();
    script_kick();
    script_start(some_period(), CONTROL_RUN);
    script_write(watch_control(), 0);
    script_start(some_period(), CONTROL_RUN);
    for_ever();
    expect_reset("Its period is over, and its slice is not.");
}

static void check_after(void)
{
    if (!watch_new())
        return;
    uint32_t period = some_period();
    script_start(period, CONTROL_RUN | CONTROL_LOCK);
    for_ever();
    expect_reset("It was locked, and not kicked.");
    script_begin();
    script_read(watch_control());
    script_read(watch_period());
    script_kick();
    script_run_for(1500 * period);
    script_write(watch_control(), CONTROL_RUN);
    script_read(watch_control());
    expect_end("After the reset the watchdog is as at the start.");
}

const struct point points[] = {
    {"a guest that does not kick is reset", check_no_kick},
    {"kicks in time", check_kicks},
    {"what is no kick", check_no_kicks},
    {"a kick that comes too late", check_late_kick},
    {"stopped, and started twice", check_control},
    {"the lock", check_lock},
    {"no period, the longest one, and a new one", check_periods},
    {"a guest that waits", check_wait},
    {"the end of the guest's slice", check_slice},
    {"after the reset", check_after},
    {},
};

int main(void)
{
    check_points();
}
