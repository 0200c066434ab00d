#include "play.h"

#include "grade.h"
#include "string.h"

struct player players[GUESTS_MOST];
static unsigned count, ready;
static uint64_t clock;

uint64_t now(void)
{
    return clock;
}

static struct player *player_of(const struct share *share)
{
    return (struct player *)((char *)share - offsetof(struct player, share));
}

uint64_t *own(const struct share *share)
{
    return player_of(share)->own;
}

static void make_ready(struct player *player)
{
    player->share.state = SHARE_READY;
    player->share.since = clock;
    ready++;
    own_policy.add(&player->share);
}

static void take_all(void)
{
    while (own_policy.take()) {
        if (!expect(ready, "take() gives a share though none is ready."))
            return;
        ready--;
    }
    expect(!ready, "%u shares are ready, and take() gives none.", ready);
}

void play_with(unsigned n, const unsigned *weights)
{
    take_all();
    memset(players, 0, sizeof players);
    count = n;
    ready = 0;
    for (unsigned i = 0; i < n; i++) {
        players[i].share.weight = weights[i];
        players[i].share.a_tick = (1 << 16) / weights[i];
        players[i].burst = players[i].left = UINT64_MAX;
        make_ready(&players[i]);
    }
}

void play_turns(unsigned n, uint64_t burst, uint64_t pause)
{
    players[n].burst = players[n].left = burst;
    players[n].pause = pause;
}

/* Those whose pause is over. Returns whether one should run at once. */
static bool wake(const struct share *running)
{
    bool is_sooner = false;
    for (unsigned i = 0; i < count; i++) {
        struct player *player = &players[i];
        if (player->share.state != SHARE_WAITS || player->wakes_at > clock)
            continue;
        make_ready(player);
        is_sooner |= running && own_policy.is_sooner(&player->share, running);
    }
    return is_sooner;
}

static uint64_t next_wake(void)
{
    uint64_t next = UINT64_MAX;
    for (unsigned i = 0; i < count; i++)
        if (players[i].share.state == SHARE_WAITS && players[i].wakes_at < next)
            next = players[i].wakes_at;
    return next;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* It runs until its slice or its burst ends, or another one is sooner. */
static void run(struct player *player, uint64_t end)
{
    struct share *share = &player->share;
    uint64_t start = clock;
    bool stops = false;
    if (clock - share->since > player->latest)
        player->latest = clock - share->since;
    share->since = start;
    while (!stops) {
        uint64_t until = least(next_wake(), end);
        if (player->left < until - clock)
            until = clock + player->left;
        if (clock < start + SLICE)
            until = least(until, start + SLICE);
        player->left -= until - clock;
        clock = until;
        stops = wake(share) || !player->left || clock >= end || (ready && clock >= start + SLICE);
    }
    share->ran += clock - start;
    share->virtual_time += (clock - start) * share->a_tick;
    player->ran += clock - start;
    if (player->left) {
        make_ready(player);
        return;
    }
    player->left = player->burst;
    player->wakes_at = clock + player->pause;
    share->state = SHARE_WAITS;
}

bool play(uint64_t time)
{
    uint64_t end = clock + time;
    for (unsigned i = 0; i < count; i++)
        players[i].ran = players[i].latest = 0;
    while (clock < end) {
        struct share *share = own_policy.take();
        if (!expect(!share == !ready, "%u shares are ready, and take() gives %s.", ready,
                    share ? "one" : "none"))
            return false;
        if (share) {
            if (!expect(share->state == SHARE_READY, "take() gives a share that is not ready."))
                return false;
            ready--;
            run(player_of(share), end);
        } else {
            clock = least(next_wake(), end);
            wake(NULL);
        }
    }
    return true;
}

unsigned permille(unsigned n, uint64_t time)
{
    return players[n].ran * 1000 / time;
}
