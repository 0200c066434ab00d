/* Grades exercise 11.3: plays CPUs and guests, and looks who ran where. */
#include "cpus_played.h"
#include "grade.h"
#include "random.h"

#define LONG (10000 * MS)

static const unsigned equal[GUESTS] = {[0 ... GUESTS - 1] = 1};

/* Each guest has had its part of the CPUs, by its weight, to so many percent. */
static void share_by_weights(unsigned cpus, unsigned count, const unsigned *weights,
                             unsigned percent)
{
    uint64_t all = 0;
    for (unsigned n = 0; n < count; n++)
        all += weights[n];
    for (unsigned n = 0; n < count; n++) {
        uint64_t has = guests[n].ran, right = LONG * cpus * weights[n] / all;
        expect(has * 100 > right * (100 - percent) && has * 100 < right * (100 + percent),
               "%u guests compute on %u CPUs: the one with the weight %u of %lu ran for %lu ms, "
               "and %lu are right. Which of the guests waited for too long?",
               count, cpus, weights[n], all, has / MS, right / MS);
    }
}

static void expect_moves(unsigned count, unsigned percent, const char *what)
{
    uint64_t switches = 0, moves = 0;
    for (unsigned n = 0; n < count; n++) {
        switches += guests[n].switches;
        moves += guests[n].moves;
    }
    expect(moves * 100 <= switches * percent,
           "%s: of %lu times that a guest was put on a CPU, %lu were on another CPU than before. "
           "%u in 100 are enough.",
           what, switches, moves, percent);
}

/* --- The points --- */

/* Guests that compute and wait, as the seed says. */
static bool play_some(unsigned cpus, bool wake_on_first)
{
    play_with(cpus, GUESTS, equal);
    for (unsigned n = 0; n < GUESTS; n++)
        play_turns(n, (1 + random_below(20)) * MS, (1 + random_below(40)) * MS);
    if (wake_on_first)
        play_wake_on_first();
    if (!play(LONG / 5))
        return false;
    for (unsigned n = 0; n < GUESTS; n++)
        expect(guests[n].ran, "of %u guests on %u CPUs one never ran, in 2 seconds.", GUESTS, cpus);
    return true;
}

static void check_lost(void)
{
    play_some(1, false);
}

static void check_idle(void)
{
    for (unsigned cpus = 2; cpus <= CPUS_MOST; cpus++) {
        if (!play_some(cpus, false) || !play_some(cpus, true))
            return;
    }
}

static void check_even(void)
{
    play_with(4, 8, equal);
    if (!play(LONG))
        return;
    share_by_weights(4, 8, equal, 10);
    expect_moves(8, 2, "8 guests compute on 4 CPUs");
}

static void check_weights(void)
{
    unsigned weights[8];
    for (unsigned n = 0; n < 8; n++)
        weights[n] = 2 + random_below(3);
    play_with(2, 8, weights);
    if (play(LONG))
        share_by_weights(2, 8, weights, 10);
}

static void check_uneven(void)
{
    const unsigned tries[][2] = {{2, 3}, {4, 5}, {3, 7}, {4, 6 + random_below(2)}};
    for (unsigned i = 0; i < ARRAY_LENGTH(tries); i++) {
        play_with(tries[i][0], tries[i][1], equal);
        if (!play(LONG))
            return;
        share_by_weights(tries[i][0], tries[i][1], equal, 10);
    }
}

static void check_savings(void)
{
    play_with(2, 5, equal);
    play_turns(4, 1, LONG);
    if (!play(LONG / 2))
        return;
    play_turns(4, UINT64_MAX, 0);
    guests[4].wakes_at = now();
    if (play(500 * MS))
        expect(guests[4].ran < 300 * MS,
               "a guest has waited for 5 seconds. Of the next 500 ms it ran for %lu, and four "
               "others of the same weight shared the rest of two CPUs.",
               guests[4].ran / MS);
}

static void check_stays(void)
{
    play_with(4, 5, equal);
    if (!play(LONG))
        return;
    expect_moves(5, 15, "5 guests compute on 4 CPUs");
    play_with(4, 12, equal);
    for (unsigned n = 8; n < 12; n++)
        play_turns(n, (2 + random_below(3)) * MS, (3 + random_below(4)) * MS);
    if (play(LONG))
        expect_moves(12, 15, "8 guests compute and 4 often wait, on 4 CPUs");
}

const struct point points[] = {
    {"no share is lost", check_lost},
    {"no CPU is idle while a share is ready", check_idle},
    {"as many guests on each CPU", check_even},
    {"guests share two CPUs by their weights", check_weights},
    {"more guests on one CPU than on another", check_uneven},
    {"a guest that has waited gets no extra time", check_savings},
    {"a guest mostly stays on its CPU", check_stays},
    {},
};

int main(void)
{
    check_points();
}
