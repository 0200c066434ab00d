/* Deadlines that share one timer. */
#include "unit.h"

#include "no_asm.h"

#include "deadlines.h"

/* --- The machine: its time, and the timer of this CPU --- */

static uint64_t now, timer_at = NEVER;
static bool no_timer;
static unsigned timer_sets;
static struct vcpu vcpu;

uint64_t time_counter(void)
{
    return now;
}

error host_timer_init(void)
{
    timer_at = NEVER;
    return no_timer ? "it has no timer" : OK;
}

void host_timer_set(uint64_t when)
{
    CHECK(when != NEVER);
    timer_sets++;
    timer_at = when;
}

void host_timer_acknowledge(void)
{
    timer_at = NEVER;
}

/* The timer's interrupt. Setting a timer is expensive: once at most. */
static enum guest_action timer_comes(void)
{
    timer_sets = 0;
    enum guest_action action = handle_deadlines(&vcpu, NULL);
    CHECK(timer_sets <= 1);
    return action;
}

/* --- Deadlines: each is called at its time, once --- */

#define DEADLINES 6

static struct row {
    struct deadline deadline;
    uint64_t wanted; /* when it is to be called; NEVER: not */
    uint64_t again;  /* what it sets itself to then; 0: nothing */
    struct row *other;
    enum guest_action action;
    unsigned calls;
} rows[DEADLINES + 1];

static void set(struct row *row, uint64_t when)
{
    row->wanted = when;
    deadline_set(&row->deadline, when);
}

static enum guest_action reached(struct vcpu *of, struct deadline *deadline)
{
    struct row *row = (struct row *)deadline;
    CHECK(of == &vcpu);
    CHECK(deadlines_run_at == now && row->wanted <= now);
    CHECK_EQUAL(deadline->when, NEVER); /* it is off already */
    row->wanted = NEVER;
    row->calls++;
    if (row->again)
        set(row, row->again);
    if (row->other)
        set(row->other, now + 7);
    return row->action;
}

static void start(void)
{
    deadlines_drop(rows, sizeof rows);
    for (unsigned i = 0; i <= DEADLINES; i++)
        rows[i] = (struct row){.deadline = {.reached = reached, .when = NEVER}, .wanted = NEVER};
    now = 1000;
    CHECK_OK(deadlines_init());
}

static uint64_t earliest(void)
{
    uint64_t when = NEVER;
    for (unsigned i = 0; i < DEADLINES; i++)
        when = rows[i].wanted < when ? rows[i].wanted : when;
    return when;
}

static void test_the_timer_is_set_to_the_earliest(void)
{
    start();
    CHECK_EQUAL(timer_at, NEVER);
    set(&rows[0], 2000);
    CHECK_EQUAL(timer_at, 2000);
    set(&rows[1], 3000);
    CHECK_EQUAL(timer_at, 2000);
    set(&rows[2], 1500);
    CHECK_EQUAL(timer_at, 1500);
    CHECK_OK(deadlines_init()); /* which turns the timer off */
    CHECK_EQUAL(timer_at, 1500);
    now = 1500;
    CHECK_EQUAL(timer_comes(), GUEST_RESUMES);
    CHECK_EQUAL(timer_at, 2000);
    now = 9000; /* late: two at once */
    timer_comes();
    CHECK_EQUAL(timer_at, NEVER);
    for (unsigned i = 0; i < 3; i++)
        CHECK_EQUAL(rows[i].calls, 1);
    no_timer = true;
    CHECK_ERROR(deadlines_init(), "it has no timer");
}

static void test_times_at_the_ends(void)
{
    start();
    set(&rows[0], 0);
    CHECK_EQUAL(timer_at, 0);
    set(&rows[1], now);
    set(&rows[2], now + 1);
    set(&rows[3], NEVER - 1);
    set(&rows[4], NEVER);
    timer_comes();
    CHECK(rows[0].calls && rows[1].calls && !rows[2].calls && !rows[3].calls);
    now = NEVER - 1;
    timer_comes();
    CHECK(rows[2].calls == 1 && rows[3].calls == 1 && !rows[4].calls);
}

/* One that sets itself into the past comes again at once, but the run has an end. */
static void test_what_is_set_by_one_that_is_called(void)
{
    start();
    for (unsigned first = 0; first < 2; first++) { /* the other before it, or after */
        struct row *row = &rows[first], *other = &rows[1 - first];
        row->again = 5, row->other = other, row->calls = other->calls = 0;
        set(other, 5000), set(row, now);
        timer_comes();
        CHECK_EQUAL(row->calls, 1);
        CHECK_EQUAL(timer_at, 5);
        row->again = now + 100;
        timer_comes();
        CHECK_EQUAL(row->calls, 2);
        CHECK_EQUAL(timer_at, now + 7);
        CHECK_EQUAL(other->calls, 0);
        row->again = 0, row->other = NULL;
        deadline_clear(&row->deadline), deadline_clear(&other->deadline);
    }
}

static void test_an_end_is_not_lost(void)
{
    for (unsigned ends = 0; ends < 3; ends++) {
        start();
        rows[ends].action = GUEST_STOPPED;
        for (unsigned i = 0; i < 3; i++)
            set(&rows[i], now);
        CHECK_EQUAL(timer_comes(), GUEST_STOPPED);
        CHECK(rows[0].calls && rows[1].calls && rows[2].calls);
    }
}

static void test_those_of_a_guest_that_has_ended_are_dropped(void)
{
    start();
    for (unsigned i = 0; i < DEADLINES; i++)
        set(&rows[i], now);
    deadlines_drop(&rows[1], 3 * sizeof *rows);
    deadlines_drop(&rows[5].deadline, 0);
    for (unsigned i = 0; i < DEADLINES; i++)
        CHECK_EQUAL(rows[i].deadline.when, i >= 1 && i <= 3 ? NEVER : now);
    timer_comes();
    for (unsigned i = 0; i < DEADLINES; i++)
        CHECK_EQUAL(rows[i].calls, i < 1 || i > 3);
    for (unsigned i = 0; i < DEADLINES; i++) /* all can be used again */
        set(&rows[i], now);
    timer_comes();
    for (unsigned i = 0; i < DEADLINES; i++)
        CHECK_EQUAL(rows[i].calls, i < 1 || i > 3 ? 2 : 1);
}

static void test_random_times(void)
{
    start();
    for (unsigned n = 0; n < 200000; n++) {
        struct row *row = &rows[unit_random(DEADLINES)];
        row->again = unit_random(8) ? 0 : now + unit_random(40);
        row->other = unit_random(8) ? NULL : &rows[unit_random(DEADLINES)];
        row->other = row->other == row ? NULL : row->other;
        switch (unit_random(4)) {
        case 0:
            row->wanted = NEVER;
            deadline_clear(&row->deadline);
            break;
        case 1:
            set(row, now - 10 + unit_random(50));
            break;
        default:
            now += unit_random(12);
            if (timer_at <= now)
                timer_comes();
        }
        CHECK(timer_at <= earliest());
    }
    for (unsigned i = 0; i < DEADLINES; i++)
        CHECK(rows[i].calls > 1000);
}

int main(void)
{
    RUN(test_the_timer_is_set_to_the_earliest);
    RUN(test_times_at_the_ends);
    RUN(test_what_is_set_by_one_that_is_called);
    RUN(test_an_end_is_not_lost);
    RUN(test_those_of_a_guest_that_has_ended_are_dropped);
    RUN(test_random_times);
    return unit_end("deadlines");
}
