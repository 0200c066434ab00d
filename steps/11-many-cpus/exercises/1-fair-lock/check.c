/* Grades exercise 11.1: the CPUs take and give the lock, one operation of one of them at a time. */
#include "grade.h"
#include "random.h"
#include "string.h"
#include "words.h"

#define TURNS   60000 /* of a run */
#define ROUNDS  15    /* times that each CPU takes the lock in a run */
#define WAITING 8     /* operations of fair_take() after which a CPU certainly waits */
#define NONE    PLAYERS

/* --- What the CPUs do --- */

static unsigned rounds;                   /* times that each takes the lock */
static unsigned holder[LOCKS];            /* of each lock; or NONE */
static unsigned in_take[PLAYERS];         /* 1 + the lock that it is about to take; 0: none */
static unsigned passed[PLAYERS][PLAYERS]; /* while the first waited, how often the second got it */
static unsigned most_operations, most_writes; /* of one fair_take() */

/* The first two CPUs that broke each of the rules. */
static struct {
    unsigned one, other;
} overlap, passing, unseen;

static void look_at_order(unsigned me, unsigned lock)
{
    for (unsigned n = 0; n < PLAYERS; n++) {
        if (n == me || in_take[n] != lock + 1 || (uses[n].operations < WAITING && !is_asleep(n)))
            continue;
        if (++passed[n][me] > 1 && passing.one == NONE) {
            passing.one = me;
            passing.other = n;
        }
    }
}

static void take(unsigned lock)
{
    unsigned me = this_player();
    memset(passed[me], 0, sizeof passed[me]);
    words_begin();
    in_take[me] = lock + 1;
    fair_take(&fair_locks[lock]);
    in_take[me] = 0;
    if (uses[me].operations > most_operations)
        most_operations = uses[me].operations;
    if (uses[me].writes > most_writes)
        most_writes = uses[me].writes;
    look_at_order(me, lock);
    if (holder[lock] != NONE && overlap.one == NONE) {
        overlap.one = me;
        overlap.other = holder[lock];
    }
    holder[lock] = me;
    unsigned other = words_write_protected(lock);
    if (other != NONE && unseen.one == NONE) {
        unseen.one = me;
        unseen.other = other;
    }
}

static void give(unsigned lock)
{
    holder[lock] = NONE;
    words_begin();
    fair_give(&fair_locks[lock]);
}

/* Others may run meanwhile. */
static void pass_time(unsigned most)
{
    for (uint64_t n = random_below(most + 1); n > 0; n--)
        turn();
}

static void take_often(unsigned me)
{
    for (unsigned n = 0; n < rounds; n++) {
        take(0);
        pass_time(6);
        give(0);
        pass_time(6);
    }
}

/* All want it, all of the time. */
static void take_at_once(unsigned me)
{
    for (unsigned n = 0; n < rounds; n++) {
        take(0);
        pass_time(40);
        give(0);
    }
}

static void take_two(unsigned me)
{
    for (unsigned n = 0; n < rounds; n++) {
        take(0);
        pass_time(3);
        if (random_below(2)) {
            take(1);
            pass_time(3);
            give(1);
        }
        give(0);
        take(1);
        pass_time(3);
        give(1);
    }
}

static bool play(unsigned count, void (*what)(unsigned player), unsigned times)
{
    words_reset();
    rounds = times;
    memset(in_take, 0, sizeof in_take);
    for (unsigned n = 0; n < LOCKS; n++)
        holder[n] = NONE;
    overlap.one = passing.one = unseen.one = NONE;
    most_operations = most_writes = 0;
    static bool has_hung;
    if (turns_run(count, what, TURNS))
        return true;
    if (has_hung)
        return expect(false, "with %u of the CPUs too, none gets the lock any more.", count);
    has_hung = true;
    return expect(false,
                  "%u of the CPUs may use the lock, and from some time on none gets it any more. "
                  "What does each that wants it wait for?",
                  count);
}

/* --- The points --- */

static void check_free(void)
{
    if (play(1, take_often, 100))
        expect(most_operations <= WAITING,
               "the lock is free, and fair_take() makes %u operations before it returns.",
               most_operations);
}

static bool has_one_holder(unsigned count, void (*what)(unsigned player), unsigned times)
{
    return play(count, what, times) &&
           expect(overlap.one == NONE, "CPU %u gets the lock while CPU %u has it.", overlap.one + 1,
                  overlap.other + 1);
}

static void check_one(void)
{
    for (unsigned count = 2; count <= PLAYERS; count++) {
        if (!has_one_holder(count, take_often, ROUNDS))
            return;
    }
}

static void check_order(void)
{
    if (has_one_holder(PLAYERS, take_at_once, ROUNDS))
        expect(passing.one == NONE,
               "CPU %u waits for the lock, and meanwhile CPU %u gets it twice. Who is the next?",
               passing.other + 1, passing.one + 1);
}

static void check_seen(void)
{
    for (unsigned count = 2; count <= PLAYERS; count++) {
        if (!has_one_holder(count, take_often, ROUNDS))
            return;
        expect(unseen.one == NONE,
               "CPU %u has the lock, and need not see what CPU %u wrote when it had it. Which "
               "memory_order makes it see that? Both CPUs need one.",
               unseen.one + 1, unseen.other + 1);
    }
}

static void check_two(void)
{
    if (has_one_holder(PLAYERS, take_two, ROUNDS))
        expect(unseen.one == NONE,
               "two locks: CPU %u has one, and need not see what CPU %u wrote when it had it.",
               unseen.one + 1, unseen.other + 1);
}

static void check_reads(void)
{
    if (play(PLAYERS, take_at_once, ROUNDS))
        expect(most_writes <= WAITING,
               "%u CPUs want the lock: one of them writes %u times before it gets it. Each write "
               "takes the line out of all other caches. How can a CPU wait and only read?",
               PLAYERS, most_writes);
}

static void check_own_line(void)
{
    unsigned times = ROUNDS * PLAYERS;

    if (play(PLAYERS, take_at_once, ROUNDS))
        expect(misses <= 6 * times,
               "%u CPUs want the lock, all of the time. Each time that one of them gets it, the "
               "caches load %u lines: 6 are enough. Which CPUs read what fair_give() writes?",
               PLAYERS, misses / times);
}

const struct point points[] = {
    {"a lock that is free is taken at once", check_free},
    {"one CPU at a time, and each in the end", check_one},
    {"nobody gets it twice while another waits", check_order},
    {"the next one sees what was written under the lock", check_seen},
    {"two locks", check_two},
    {"a CPU that waits only reads", check_reads},
    {"and reads a line of its own", check_own_line},
    {},
};

int main(void)
{
    turns_start();
    check_points();
}
