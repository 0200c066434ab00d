/* Grades exercise 7.2: a guest starts its watchdog, kicks it, and does not. */
#include "grade.h"
#include "random.h"
#include "watch.h"

#define LONG UINT32_MAX /* milliseconds */

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
    script_for_ever();
    expect_reset("It started its watchdog and does not kick it. Which deadline is set?");
}

static void check_control(void)
{
    if (!watch_new())
        return;
    watch_in_time(stop_in_time, "It started its watchdog, and stopped it again.");
    watch_reset(start_twice, "It was started while it ran. Does a period begin then?");
}

static void check_no_kicks(void)
{
    if (watch_new())
        watch_reset(write_other_words, "It writes other words to KICK, or the word elsewhere.");
}

static void check_late_kick(void)
{
    if (watch_new())
        watch_reset(kick_late,
                    "The host's timer was late, and the guest kicked when the period was "
                    "over. Which time does that kick have?");
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
    script_for_ever();
    expect_reset("It kicked twice, and then no more.");
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
    script_for_ever();
    expect_reset(hint);
}

static void check_after(void)
{
    if (!watch_new())
        return;
    uint32_t period = some_period();
    script_start(period, CONTROL_RUN | CONTROL_LOCK);
    script_for_ever();
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

/* The product of this period and the timer's ticks a second is little more than a multiple of
 * 2^32. */
static uint32_t wrapping_period(void)
{
    return ((1 + random_below(1000)) << 32) / machine.timer_hz + 1;
}

static void check_periods(void)
{
    const uint32_t periods[] = {wrapping_period(), LONG};
    if (!watch_new())
        return;
    script_write(watch_control(), CONTROL_RUN | CONTROL_LOCK);
    script_read(watch_control());
    script_run_for(1000);
    for (unsigned i = 0; i < ARRAY_LENGTH(periods); i++) {
        script_start(periods[i], CONTROL_RUN);
        script_read(watch_period());
        script_run_for(1500);
        script_kick();
        script_write(watch_period(), 0);
        script_read(watch_period());
        script_write(watch_control(), 0);
    }
    expect_end("No period was set, so it cannot start; then long ones; a 0 is ignored.");
    watch_reset(set_period_later, "A new period counts from the next kick on.");
}

static void check_wait(void)
{
    static const char hint[] =
        "It waits, and has no interrupt that could come. What ends the wait?";
    if (!watch_new())
        return;
    script_start(20 + some_period(), CONTROL_RUN | CONTROL_LOCK); /* time for many exits */
    for (unsigned i = 0; i < 1000; i++) /* a wait may end without a reason */
        script_add(SCRIPT_WAIT, 0, 0, 0);
    expect_reset(hint);
    uint64_t waits = script_exits();
    expect(waits < 10, "the guest waited, and there were %lu exits. Who waits in its place? %s",
           waits, hint);
    script_begin();
    script_add(SCRIPT_WAIT, 0, 0, 0);
    watch_expect(SCRIPT_SLICE, GUEST_STOPPED, "It waits, and its watchdog does not run.");
    const char *why = script_vcpu.why_stopped;
    stop_waiting_guest(&script_vcpu, script_vcpu.ring.last);
    expect(
        why == script_vcpu.why_stopped,
        "the guest waits, its watchdog does not run, and it is stopped because %s. Which handler "
        "was in the row before yours?",
        why);
}

static void check_slice(void)
{
    if (!watch_new())
        return;
    script_start(LONG, CONTROL_RUN);
    script_for_ever();
    watch_expect(some_period(), GUEST_STOPPED, "Its slice is over, and its period is not.");
    script_begin();
    script_kick();
    script_start(some_period(), CONTROL_RUN);
    script_write(watch_control(), 0);
    script_start(some_period(), CONTROL_RUN);
    script_for_ever();
    expect_reset("Its period is over, and its slice is not.");
}

const struct point points[] = {
    {"a guest that does not kick is reset", check_no_kick},
    {"stopped, and started twice", check_control},
    {"what is no kick", check_no_kicks},
    {"a kick that comes too late", check_late_kick},
    {"kicks in time", check_kicks},
    {"the lock", check_lock},
    {"after the reset", check_after},
    {"no period, long ones, and a new one", check_periods},
    {"a guest that waits", check_wait},
    {"the end of the guest's slice", check_slice},
    {},
};

int main(void)
{
    check_points();
}
