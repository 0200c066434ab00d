#include "guests_played.h"

struct guest_played played[GUESTS];

static void add_run(struct guest_played *guest, uint64_t from, uint64_t to)
{
    guest->ran += to - from;
    if (guest->count && guest->runs[guest->count - 1].to == from)
        guest->runs[guest->count - 1].to = to;
    else if (guest->count < RUNS)
        guest->runs[guest->count++] = (struct run){from, to};
}

/* Bit n: guest n is ready. */
static unsigned wake(unsigned guests, uint64_t now)
{
    unsigned ready = 0;
    for (unsigned n = 0; n < guests; n++) {
        struct guest_played *guest = &played[n];
        while (!guest->left && guest->wakes_at <= now) {
            struct step step = guest->next(n, guest->wakes_at);
            guest->left = step.computes;
            guest->ready_at = guest->wakes_at;
            guest->waits_until = step.waits_until;
            if (!guest->left)
                guest->wakes_at = step.waits_until;
        }
        ready |= (guest->left != 0) << n;
    }
    return ready;
}

static uint64_t next_wake(unsigned guests)
{
    uint64_t next = NEVER_END;
    for (unsigned n = 0; n < guests; n++) {
        if (!played[n].left && played[n].wakes_at < next)
            next = played[n].wakes_at;
    }
    return next;
}

static void run(struct guest_played *guest, uint64_t from, uint64_t to)
{
    if (guest->ready_at != NEVER_END && from - guest->ready_at > guest->latest)
        guest->latest = from - guest->ready_at;
    guest->ready_at = NEVER_END;
    add_run(guest, from, to);
    if (guest->left == NEVER_END)
        return;
    guest->left -= to - from;
    if (!guest->left)
        guest->wakes_at = guest->waits_until > to ? guest->waits_until : to;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

bool play(scheduler *next, unsigned guests, uint64_t time)
{
    for (unsigned n = 0; n < guests; n++) {
        played[n].left = played[n].wakes_at = played[n].latest = played[n].ran = 0;
        played[n].count = 0;
    }
    for (uint64_t now = 0; now < time;) {
        unsigned ready = wake(guests, now);
        struct turn turn = next(now, ready, guests);
        if (!expect(turn.until > now, "next_turn() at %lu: a turn that ends at %lu.", now,
                    turn.until) ||
            !expect(turn.guest == NOBODY ||
                        (turn.guest >= 0 && turn.guest < (int)guests && ready >> turn.guest & 1),
                    "next_turn() at %lu: guest %u is not ready, but has the CPU.", now,
                    (unsigned)turn.guest))
            return false;
        uint64_t end = least(turn.until, time);
        if (turn.guest == NOBODY) {
            now = least(end, next_wake(guests));
            continue;
        }
        struct guest_played *guest = &played[turn.guest];
        if (guest->left < end - now)
            end = now + guest->left;
        run(guest, now, end);
        now = end;
    }
    return true;
}
