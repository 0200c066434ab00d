#include "words.h"

#include "grade.h"
#include "string.h"

#define LINES (LOCKS * (1 + CPUS_MOST))
#define WORDS (LINES * 16)

struct fair_lock fair_locks[LOCKS];
struct use uses[PLAYERS];
unsigned misses;

static const word *last_read[PLAYERS];
static uint32_t last_value[PLAYERS];

/* --- Happens before --- */

/* Vector clocks. at[n]: what player n had written up to this number of its own is seen. */
struct clock {
    uint32_t at[PLAYERS];
};

static struct clock seen[PLAYERS];
static struct clock fenced[PLAYERS];   /* what it had seen at its last release fence */
static struct clock unfenced[PLAYERS]; /* what its next acquire fence lets it see */
static struct clock released[WORDS];   /* what one sees who acquires the word */

static struct {
    unsigned player;
    uint32_t at;
} written[LOCKS]; /* under the lock, last */

static void join(struct clock *clock, const struct clock *other)
{
    for (unsigned n = 0; n < PLAYERS; n++) {
        if (clock->at[n] < other->at[n])
            clock->at[n] = other->at[n];
    }
}

static bool acquires(memory_order order)
{
    return order != memory_order_relaxed && order != memory_order_release;
}

static bool releases(memory_order order)
{
    return order == memory_order_release || order == memory_order_acq_rel ||
           order == memory_order_seq_cst;
}

static void read_in_order(unsigned me, unsigned n, memory_order order)
{
    join(acquires(order) ? &seen[me] : &unfenced[me], &released[n]);
}

/* An operation that reads and writes passes on what was released before. */
static void write_in_order(unsigned me, unsigned n, memory_order order, bool also_reads)
{
    const struct clock *new = releases(order) ? &seen[me] : &fenced[me];
    if (also_reads)
        join(&released[n], new);
    else
        released[n] = *new;
    seen[me].at[me]++;
}

void word_fence(memory_order order)
{
    unsigned me = this_player();
    if (acquires(order))
        join(&seen[me], &unfenced[me]);
    if (releases(order)) {
        fenced[me] = seen[me];
        seen[me].at[me]++;
    }
}

unsigned words_write_protected(unsigned lock)
{
    unsigned me = this_player(), other = written[lock].player;
    bool is_seen = seen[me].at[other] >= written[lock].at;
    written[lock].player = me;
    written[lock].at = seen[me].at[me];
    return is_seen ? PLAYERS : other;
}

/* --- Caches --- */

static uint8_t holders[LINES]; /* a bit for each player */

static void use_line(unsigned me, unsigned n, bool writes)
{
    uint8_t *holder = &holders[n * sizeof(word) / sizeof(struct line)], mine = 1 << me;
    misses += writes ? *holder != mine : !(*holder & mine);
    *holder = writes ? mine : *holder | mine;
}

/* --- The operations --- */

/* Before one of them. Returns which word it is. */
static unsigned begin(const word *word, bool writes)
{
    unsigned me = this_player();
    uint64_t offset = (uint64_t)word - (uint64_t)fair_locks;
    turn();
    if (offset >= sizeof fair_locks) {
        expect(false, "a word at %p is not in the lock. What two locks share is no lock's.", word);
        offset = 0;
    }
    uses[me].operations++;
    uses[me].writes += writes;
    use_line(me, offset / sizeof *word, writes);
    return offset / sizeof *word;
}

/* One that reads the same again and again sleeps until it changes. */
static void note_read(unsigned me, const word *word)
{
    bool is_same = last_read[me] == word && last_value[me] == word->value;
    uses[me].same = is_same ? uses[me].same + 1 : 0;
    last_read[me] = word;
    last_value[me] = word->value;
    if (uses[me].same > 2)
        turn_asleep(word);
}

static void write(word *word, uint32_t new)
{
    last_read[this_player()] = NULL;
    word->value = new;
    turn_changed(word);
}

uint32_t word_load(const word *word, memory_order order)
{
    unsigned me = this_player(), n = begin(word, false);
    note_read(me, word);
    if (is_asleep(me))
        turn();
    read_in_order(me, n, order);
    return word->value;
}

void word_store(word *word, uint32_t new, memory_order order)
{
    unsigned n = begin(word, true);
    write(word, new);
    write_in_order(this_player(), n, order, false);
}

uint32_t word_exchange(word *word, uint32_t new, memory_order order)
{
    unsigned me = this_player(), n = begin(word, true);
    uint32_t old = word->value;
    read_in_order(me, n, order);
    write(word, new);
    write_in_order(me, n, order, true);
    return old;
}

uint32_t word_add(word *word, uint32_t n, memory_order order)
{
    unsigned me = this_player(), i = begin(word, true);
    uint32_t old = word->value;
    read_in_order(me, i, order);
    write(word, old + n);
    write_in_order(me, i, order, true);
    return old;
}

bool word_compare_exchange(word *word, uint32_t *expected, uint32_t new, memory_order order,
                           memory_order order_if_not)
{
    unsigned me = this_player(), n = begin(word, true);
    bool is_equal = word->value == *expected;
    read_in_order(me, n, is_equal ? order : order_if_not);
    *expected = word->value;
    if (is_equal) {
        write(word, new);
        write_in_order(me, n, order, true);
    }
    return is_equal;
}

/* --- Runs --- */

void words_begin(void)
{
    uses[this_player()] = (struct use){0};
    last_read[this_player()] = NULL;
}

void words_reset(void)
{
    memset(fair_locks, 0, sizeof fair_locks);
    memset(seen, 0, sizeof seen);
    memset(fenced, 0, sizeof fenced);
    memset(unfenced, 0, sizeof unfenced);
    memset(released, 0, sizeof released);
    memset(written, 0, sizeof written);
    memset(holders, 0, sizeof holders);
    misses = 0;
    for (unsigned n = 0; n < PLAYERS; n++)
        seen[n].at[n] = 1;
}
