/* Grades exercise 10.3: bits are sent under round robin, then the answer's scheduler is asked. */
#include "guests_played.h"

#include "machine.h"
#include "random.h"
#include "string.h"

#define BITS 200
#define TURN (5 * MS)

/* --- What guests do --- */

static uint64_t dice_seed;

/* The same for one seed, whatever the scheduler does. */
static uint64_t dice(unsigned guest, uint64_t now, uint64_t limit)
{
    uint64_t x = dice_seed + guest * 0x9e3779b97f4a7c15 + now * 0x2545f4914f6cdd1d;
    x ^= x >> 31;
    x *= 0xbf58476d1ce4e5b9;
    return (x ^ x >> 29) % limit;
}

static struct step always(unsigned guest, uint64_t now)
{
    return (struct step){NEVER_END, NEVER_END};
}

static struct step waits(unsigned guest, uint64_t now)
{
    return (struct step){0, NEVER_END};
}

static struct step at_random(unsigned guest, uint64_t now)
{
    uint64_t computes = 1 + dice(guest, now, 12 * MS);
    return (struct step){computes, now + computes + dice(guest, now + 1, 20 * MS)};
}

/* Of a guest that needs a little, often. */
static struct step a_little(unsigned guest, uint64_t now)
{
    return (struct step){300, (now / 7000 + 1) * 7000};
}

static bool bits[BITS];

static struct step sends(unsigned guest, uint64_t now)
{
    uint64_t n = now / period;
    uint64_t computes = n < BITS ? sender_computes(bits[n]) : 0;
    return (struct step){computes < period ? computes : period, (n + 1) * period};
}

/* --- The channel --- */

/* As round_robin.c, from guest to guest. */
static struct turn round_robin_turn(uint64_t now, unsigned ready, unsigned guests)
{
    static unsigned last;
    for (unsigned i = 1; i <= guests; i++) {
        unsigned guest = (last + i) % guests;
        if (ready >> guest & 1) {
            last = guest;
            return (struct turn){guest, now + TURN};
        }
    }
    return (struct turn){NOBODY, now + TURN};
}

/* What the receiver saw in that period. */
static bool reads(unsigned n)
{
    static struct run seen[RUNS];
    unsigned count = 0;
    uint64_t begin = n * period, end = begin + period;
    for (unsigned i = 0; i < played[1].count; i++) {
        struct run run = played[1].runs[i];
        if (run.to <= begin || run.from >= end)
            continue;
        seen[count++] = (struct run){run.from > begin ? run.from - begin : 0,
                                     (run.to < end ? run.to : end) - begin};
    }
    return receiver_reads(seen, count);
}

/* How many of the bits arrive; they are read in another order than sent. */
static unsigned arrive(scheduler *next)
{
    unsigned right = 0, step = 1 + 2 * random_below(BITS / 2);
    while (step % 5 == 0)
        step += 2;
    for (unsigned i = 0; i < BITS; i++)
        bits[i] = random_below(2);
    played[0].next = sends;
    played[1].next = always;
    if (!play(next, 2, BITS * period))
        return 0;
    for (unsigned i = 0; i < BITS; i++) {
        unsigned n = i * step % BITS;
        right += reads(n) == bits[n];
    }
    return right;
}

static bool channel_is_open(uint64_t least_rate)
{
    if (!expect(period >= MS && period <= 1000 * MS,
                "the period is %lu us: it must be from 1 to 1000 ms.", period))
        return false;
    unsigned right = arrive(round_robin_turn);
    return expect(right * 100 >= BITS * 95,
                  "under round robin %u of %u bits arrive. What does the receiver see if the "
                  "sender computes?",
                  right, BITS) &&
           expect(1000 * MS / period >= least_rate,
                  "%lu bits a second, but %lu are needed. How short may a period be?",
                  1000 * MS / period, least_rate);
}

/* --- The points --- */

static void check_channel(void)
{
    channel_is_open(1);
}

static void check_rate(void)
{
    channel_is_open(80);
}

static void check_turns(void)
{
    for (unsigned guests = 2; guests <= GUESTS; guests++) {
        dice_seed = random_bits();
        for (unsigned n = 0; n < guests; n++)
            played[n].next = at_random;
        if (!play(next_turn, guests, 1000 * MS))
            return;
        for (unsigned n = 0; n < guests; n++)
            if (!expect(played[n].ran, "guest %u of %u never ran.", n, guests))
                return;
    }
}

static void check_parts(void)
{
    for (unsigned guests = 2; guests <= GUESTS; guests++) {
        uint64_t time = guests * 1000 * MS;
        for (unsigned n = 0; n < guests; n++)
            played[n].next = always;
        if (!play(next_turn, guests, time))
            return;
        for (unsigned n = 0; n < guests; n++) {
            if (!expect(played[n].ran * guests * 100 >= time * 95,
                        "all guests compute: guest %u of %u ran for %lu of %lu ms.", n, guests,
                        played[n].ran / MS, time / MS))
                return;
        }
    }
}

static void check_latest(void)
{
    for (unsigned n = 0; n < GUESTS; n++)
        played[n].next = n ? always : a_little;
    if (play(next_turn, GUESTS, 3000 * MS))
        expect(played[0].latest <= 20 * MS,
               "a guest ran only %lu ms after it became ready, beside three guests that compute.",
               played[0].latest / MS);
}

/* The last guest sees the same, whatever the others do. */
static void sees_the_same(unsigned guests, struct step (*own)(unsigned, uint64_t))
{
    static struct run before[RUNS];
    static struct step (*const what[])(unsigned, uint64_t) = {waits, always, at_random, at_random,
                                                              a_little};
    unsigned count = 0, last = guests - 1;
    uint64_t own_seed = random_bits();
    for (unsigned i = 0; i < ARRAY_LENGTH(what); i++) {
        dice_seed = own == at_random ? own_seed : random_bits();
        for (unsigned n = 0; n < guests; n++)
            played[n].next = n == last ? own : what[(i + n) % ARRAY_LENGTH(what)];
        if (!play(next_turn, guests, 800 * MS))
            return;
        if (i && !expect(count == played[last].count &&
                             !memcmp(before, played[last].runs, count * sizeof *before),
                         "guest %u of %u sees what the others do: when it runs depends on "
                         "whether they compute or wait. Who had the CPU when they waited?",
                         last, guests))
            return;
        count = played[last].count;
        memcpy(before, played[last].runs, count * sizeof *before);
    }
}

static void check_two(void)
{
    sees_the_same(2, always);
}

static void check_four(void)
{
    sees_the_same(3, always);
    sees_the_same(GUESTS, always);
    sees_the_same(GUESTS, a_little);
    sees_the_same(GUESTS, at_random);
}

static void check_closed(void)
{
    if (!channel_is_open(1))
        return;
    unsigned right = arrive(next_turn);
    expect(right * 100 < BITS * 70, "%u of %u bits still arrive under your scheduler.", right,
           BITS);
}

const struct point points[] = {
    {"bits arrive", check_channel},
    {"80 bits a second", check_rate},
    {"each turn is possible", check_turns},
    {"equal parts", check_parts},
    {"a guest that becomes ready runs soon", check_latest},
    {"a guest of two sees nothing of the other", check_two},
    {"a guest of four sees nothing of the others", check_four},
    {"the channel is closed", check_closed},
    {},
};

int main(void)
{
    check_points();
}
