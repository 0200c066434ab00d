/* Grades exercise 10.1: plays guests, and looks who ran, and how soon. */
#include "grade.h"
#include "play.h"
#include "random.h"

#define LONG (10000 * MS)

/* --- The points --- */

static void check_all(void)
{
    unsigned weights[GUESTS_MOST];
    for (unsigned i = 0; i < GUESTS_MOST; i++)
        weights[i] = 1 + random_below(5);
    play_with(GUESTS_MOST, weights);
    for (unsigned i = 1; i < GUESTS_MOST; i++)
        play_turns(i, (1 + random_below(20)) * MS, (1 + random_below(20)) * MS);
    if (!play(LONG))
        return;
    for (unsigned i = 0; i < GUESTS_MOST; i++)
        expect(players[i].ran, "of 8 guests one never ran, in 10 seconds.");
}

static void check_none(void)
{
    play_with(2, (unsigned[]){1, 1});
    play_turns(0, 2 * MS, 30 * MS);
    play_turns(1, 3 * MS, 20 * MS);
    if (play(LONG))
        expect(
            permille(0, LONG) > 55,
            "a guest needs 62 of 1000 ms, and ran for %u of them, beside a guest that needs 130.",
            permille(0, LONG));
}

/* The first ones always have something to do: they get what is left by their weights, to 5%. */
static void share_by_weights(unsigned count, const unsigned *weights)
{
    uint64_t ran = 0, all = 0;
    for (unsigned i = 0; i < count; i++) {
        ran += players[i].ran;
        all += weights[i];
    }
    for (unsigned i = 0; i < count; i++) {
        uint64_t has = players[i].ran * all * 100, right = ran * weights[i];
        expect(has > right * 95 && has < right * 105,
               "a guest has the weight %u of %lu, and ran for %lu of the %lu ms of these guests: "
               "%lu are right.",
               weights[i], all, players[i].ran / MS, ran / MS, right / all / MS);
    }
}

static void check_weights(void)
{
    unsigned weights[4];
    for (unsigned i = 0; i < 4; i++)
        weights[i] = 1 + random_below(9);
    play_with(4, weights);
    if (play(LONG))
        share_by_weights(4, weights);
}

static void check_savings(void)
{
    unsigned weights[] = {1, 1, 1};
    play_with(3, weights);
    play_turns(2, 1, LONG);
    if (!play(LONG / 2))
        return;
    play_turns(2, UINT64_MAX, 0);
    players[2].wakes_at = now();
    if (!play(300 * MS))
        return;
    expect(players[2].ran < 130 * MS,
           "a guest has waited for 5 seconds. Of the next 300 ms it ran for %lu, beside two others "
           "of the same weight.",
           players[2].ran / MS);
}

static void expect_soon(unsigned n)
{
    expect(
        players[n].latest <= MS,
        "a guest of weight %u computes for 1 ms and waits for 19 ms, again and again. Once it was "
        "ready for %lu ms before it ran. What was its virtual time then?",
        players[n].share.weight, players[n].latest / MS);
}

static void check_soon(void)
{
    play_with(4, (unsigned[]){1, 1, 1, 1});
    play_turns(3, MS, 19 * MS);
    play(100 * MS);
    if (play(LONG))
        expect_soon(3);
}

static void check_light(void)
{
    unsigned weights[] = {10 + random_below(10), 20, 10, 1};
    play_with(4, weights);
    play_turns(3, MS, 19 * MS);
    play(100 * MS);
    if (play(LONG)) {
        expect_soon(3);
        share_by_weights(3, weights);
    }
}

static void check_two(void)
{
    play_with(5, (unsigned[]){10, 20, 10, 1, 1});
    play_turns(3, MS / 2, 19 * MS);
    play_turns(4, MS, 23 * MS);
    play(100 * MS);
    if (play(LONG)) {
        expect_soon(3);
        expect_soon(4);
    }
}

static void pretend(uint64_t burst)
{
    unsigned weights[] = {10, 20, 10, 1};
    play_with(4, weights);
    play_turns(3, burst, burst);
    play(100 * MS);
    if (!play(LONG))
        return;
    expect(
        permille(3, LONG) <= 130,
        "a guest of weight 1 of 41 computes for %lu us and waits for %lu us, again and again: of "
        "1000 ms it ran for %u.",
        burst, burst, permille(3, LONG));
    share_by_weights(3, weights);
}

static void check_pretender(void)
{
    pretend(MS / 2);
    pretend(MS);
    pretend((2 + random_below(5)) * MS);
}

const struct point points[] = {
    {"no share is forgotten", check_all},
    {"no share is ready", check_none},
    {"guests that never wait share by their weights", check_weights},
    {"a guest that has waited gets no extra time", check_savings},
    {"a guest that needs little runs at once", check_soon},
    {"also if its weight is small", check_light},
    {"two guests that need little", check_two},
    {"nobody profits from pretending to need little", check_pretender},
    {},
};

int main(void)
{
    check_points();
}
