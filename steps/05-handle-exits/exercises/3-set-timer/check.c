/* Grades exercise 5.3: a guest runs scripts, and what it has counted is looked at. */
#include "exercise.h"
#include "grade.h"
#include "page_alloc.h"
#include "random.h"
#include "watch.h"

#define FAR   INT32_MAX /* ticks: longer than any run */
#define TURN  (2 * machine.timer_hz)
#define REACH milliseconds(2) /* how far ahead the host's timer can be set in most runs */

static uint64_t milliseconds(uint64_t n)
{
    return n * machine.timer_hz / 1000;
}

/* Some milliseconds in ticks, for the guest's timer. */
static uint32_t some(uint64_t n)
{
    return milliseconds(n) + random_below(milliseconds(1));
}

/* The n-th interrupt sets the timer to periods[n], those after that to none. */
#define PLAY(run, periods, count, ...)                                \
    run_script(run, (const struct step_of_script[]){__VA_ARGS__},     \
               sizeof((const struct step_of_script[]){__VA_ARGS__}) / \
                   sizeof(struct step_of_script),                     \
               periods, count)
#define ONCE(run, ...) PLAY(run, NULL, 0, __VA_ARGS__)

static bool expect_watched(const struct run *run)
{
    return expect(!run->problem, "%s", run->problem ? run->problem : "");
}

/* The guest came to the end of its script, and has taken so many interrupts. */
static bool expect_count(const struct run *run, uint32_t count, const char *hint)
{
    return expect_watched(run) &&
           expect(
               run->action == GUEST_SHUTDOWN,
               "the guest did not come to its end: its last exit is \"%s\", at 0x%lx, and it has "
               "taken %u interrupts. %s",
               exit_kind_names[run->last->kind], run->last->pc, run->count, hint) &&
           expect(run->count == count, "the guest has taken %u interrupts, it is %u. %s",
                  run->count, count, hint);
}

/* Its turn was over, and nothing interrupted it before. */
static bool expect_turn_over(const struct run *run, const char *hint)
{
    return expect_watched(run) &&
           expect(run->action == GUEST_STOPPED, "the guest was not stopped. %s", hint) &&
           expect(run->ended_at >= run->end_of_turn,
                  "the guest was stopped %lu ticks before its turn was over. %s",
                  run->end_of_turn - run->ended_at, hint) &&
           expect(!run->count, "the guest is interrupted, though its turn is over first. %s", hint);
}

/* --- The points --- */

static void check_interrupt(void)
{
    watch_init();
    struct run run = {.turn = TURN, .reach = TURN};
    ONCE(&run, {SCRIPT_SET, some(4)}, {SCRIPT_ON, 0}, {SCRIPT_UNTIL_COUNT, 1}, {SCRIPT_OFF, 0});
    expect_count(&run, 1, "It set the timer once, and its handler set it to 0.");
}

/* On a busy host the timer may come late, and then this shows nothing. */
static void check_not_before(void)
{
    struct run run;
    unsigned tries = 10;
    do {
        run = (struct run){.turn = TURN, .reach = REACH, .early = true};
        ONCE(&run, {SCRIPT_SET, some(7)}, {SCRIPT_ON, 0}, {SCRIPT_UNTIL_COUNT, 1}, {SCRIPT_OFF, 0});
    } while (!run.came_early && !run.problem && --tries);
    expect_count(&run, 1, "The host's timer can come before its time here: see timer.h.");
}

static void check_again(void)
{
    struct run run = {.turn = TURN, .reach = REACH, .early = true};
    uint32_t periods[6], count = 2 + random_below(5);
    for (unsigned i = 0; i < count - 1; i++)
        periods[i] = some(1);
    PLAY(&run, periods, count - 1, {SCRIPT_SET, some(2)}, {SCRIPT_ON, 0},
         {SCRIPT_UNTIL_COUNT, count}, {SCRIPT_SET, some(1)}, {SCRIPT_UNTIL_COUNT, count + 1},
         {SCRIPT_OFF, 0});
    expect_count(&run, count + 1, "Its handler sets the next time, and the last time none.");
    expect(run.raised == run.count,
           "the guest has taken %u interrupts, and the line was raised %u times. Which call of the "
           "guest takes the line back?",
           run.count, run.raised);
}

static void check_replaced(void)
{
    struct run later = {.turn = TURN, .reach = REACH, .early = true}, sooner = later, none = later,
               again = later;
    ONCE(&later, {SCRIPT_SET, some(2)}, {SCRIPT_SET, some(60)}, {SCRIPT_ON, 0},
         {SCRIPT_UNTIL_COUNT, 1}, {SCRIPT_OFF, 0});
    expect_count(&later, 1, "It set a time, and then a later one.");
    ONCE(&sooner, {SCRIPT_SET, FAR}, {SCRIPT_SET, some(2)}, {SCRIPT_ON, 0}, {SCRIPT_UNTIL_COUNT, 1},
         {SCRIPT_OFF, 0});
    expect_count(&sooner, 1, "It set a time, and then an earlier one.");
    ONCE(&none, {SCRIPT_SET, some(2)}, {SCRIPT_UNTIL_RAISED, 1}, {SCRIPT_SET, 0}, {SCRIPT_ON, 0},
         {SCRIPT_OFF, 0});
    expect_count(&none, 0, "Its interrupts were off until it had set the timer to 0.");
    ONCE(&again, {SCRIPT_SET, some(2)}, {SCRIPT_UNTIL_RAISED, 1}, {SCRIPT_SET, some(2)},
         {SCRIPT_ON, 0}, {SCRIPT_UNTIL_COUNT, 1}, {SCRIPT_OFF, 0});
    expect_count(&again, 1, "Its interrupts were off until it had set another time.");
}

static void check_end(void)
{
    struct run none = {.turn = some(7), .reach = REACH, .early = true, .end = true}, far = none,
               never = none, off = none, after = none;
    ONCE(&none, {SCRIPT_ON, 0}, {SCRIPT_UNTIL_COUNT, 1});
    expect_turn_over(&none, "It set no time.");
    ONCE(&far, {SCRIPT_SET, FAR}, {SCRIPT_ON, 0}, {SCRIPT_UNTIL_COUNT, 1});
    expect_turn_over(&far, "It set a time far ahead.");
    ONCE(&never, {SCRIPT_SET, -1}, {SCRIPT_ON, 0}, {SCRIPT_UNTIL_COUNT, 1});
    expect_turn_over(&never,
                     "It set as many ticks as can be. Is the time of that a 64-bit number?");
    ONCE(&off, {SCRIPT_SET, some(2)}, {SCRIPT_SET, 0}, {SCRIPT_ON, 0}, {SCRIPT_UNTIL_COUNT, 1});
    expect_turn_over(&off, "It set a time, and then 0.");
    ONCE(&after, {SCRIPT_SET, some(2)}, {SCRIPT_ON, 0}, {SCRIPT_UNTIL_COUNT, 2});
    after.count = 0; /* or 1, unless a slow host has both times come at once */
    expect_turn_over(&after, "It set a time that comes before the end.");
}

static void check_wait(void)
{
    struct run run = {.turn = TURN, .reach = REACH, .early = true}, pending = run,
               end = {.turn = some(5), .reach = REACH, .early = true, .end = true};
    ONCE(&run, {SCRIPT_SET, some(4)}, {SCRIPT_WAIT, 0}, {SCRIPT_OFF, 0});
    expect_count(&run, 1, "It waits. Where does it resume, and when?");
    expect(run.seen == 1,
           "the guest resumes after its wait, and has not been interrupted. When may "
           "it resume?");
    ONCE(&pending, {SCRIPT_SET, some(2)}, {SCRIPT_UNTIL_RAISED, 1}, {SCRIPT_WAIT, 0},
         {SCRIPT_OFF, 0});
    expect_count(&pending, 1, "It waits when the line is high already.");
    ONCE(&end, {SCRIPT_SET, FAR}, {SCRIPT_WAIT, 0}, {SCRIPT_OFF, 0});
    expect_turn_over(&end, "It waits for longer than its turn is.");
}

static void check_wait_for_nothing(void)
{
    struct run run = {.turn = TURN, .reach = REACH};
    ONCE(&run, {SCRIPT_SET, some(2)}, {SCRIPT_ON, 0}, {SCRIPT_UNTIL_COUNT, 1}, {SCRIPT_WAIT, 0},
         {SCRIPT_OFF, 0});
    expect_watched(&run);
    expect(run.action == GUEST_STOPPED && run.last->kind == EXIT_WAIT,
           "no time is set, and the guest waits: its last exit is \"%s\". What did "
           "stop_waiting_guest() do in such a case?",
           exit_kind_names[run.last->kind]);
}

const struct point points[] = {
    {"the guest is interrupted, once", check_interrupt},
    {"not before its time", check_not_before},
    {"again, when it sets the next time", check_again},
    {"a new time replaces the old one", check_replaced},
    {"the end of the guest's turn", check_end},
    {"a guest that waits", check_wait},
    {"a guest that waits for nothing", check_wait_for_nothing},
    {},
};

int main(void)
{
    page_alloc_init();
    check_points();
}
