/* Grades exercise 8.2: processes of the guest wait, and wake one another. */
#include "../1-system-call/program.h"
#include "grade.h"
#include "random.h"
#include "waiters.h"

#include <stddef.h>

static void expect_busy(unsigned pid, bool busy, const char *what)
{
    if (busy)
        expect(is_busy(pid), "%s: its call has returned %ld, and it should wait.", what,
               report_of(pid)->results[0]);
    else
        expect(!is_busy(pid), "%s: it still waits.", what);
}

static void expect_result(int64_t is, int64_t right, const char *what)
{
    expect(is == right, "%s: the call returns %ld, it is %ld.", what, is, right);
}

/* All of them have returned 0, and no others. */
static void expect_woken(const unsigned *pids, unsigned count, unsigned woken, const char *what)
{
    unsigned returned = 0;
    settle();
    for (unsigned i = 0; i < count; i++) {
        returned += !is_busy(pids[i]);
        expect(is_busy(pids[i]) || !report_of(pids[i])->results[0],
               "%s: a call that waited returns %ld, it is 0.", what,
               report_of(pids[i])->results[0]);
    }
    expect(returned == woken, "%s: %u have returned, and it should be %u.", what, returned, woken);
}

/* --- The points --- */

static void check_value(void)
{
    unsigned pid;
    uint32_t value = random_bits();
    if (!waiters(&pid, 1))
        return;
    uint64_t word = new_word(value);
    give_call(pid, WAIT, word, value ^ 1u << random_below(32), 0, 0);
    settle();
    expect_busy(pid, false, "the word has another value");
    expect_result(report_of(pid)->results[0], -EAGAIN, "the word has another value");
    if (!is_busy(pid))
        give_call(pid, WAIT, new_word(-1u), -1ul, 0, 0);
    settle();
    expect_busy(pid, true, "the word is 2^32 - 1, and a[1] is -1, of which 32 bits count");
}

static void check_one(void)
{
    unsigned pid;
    if (!waiters(&pid, 1))
        return;
    uint64_t word = wait_for(&pid, 1);
    expect_busy(pid, true, "a process waits");
    expect_result(wake_up(FIRST, word, 1), 1, "it is woken");
    expect_woken(&pid, 1, 1, "it is woken");
}

static void check_nobody(void)
{
    unsigned pid;
    if (!waiters(&pid, 1))
        return;
    uint64_t word = new_word(0);
    expect_result(wake_up(FIRST, word, 3), 0, "nobody waits yet");
    give_call(pid, WAIT, word, 0, 0, 0);
    settle();
    expect_busy(pid, true, "it waits, and the wake-up came before that");
    expect_result(wake_up(FIRST, word, 0), 0, "at most 0 are woken");
    expect_result(wake_up(FIRST, new_word(0), 1), 0, "it waits for another word");
    expect_woken(&pid, 1, 0, "it was not woken");
    expect_result(wake_up(FIRST, word, 1), 1, "it is woken");
    settle();
    expect_result(wake_up(FIRST, word, 1), 0, "it was woken before");
}

static void check_count(void)
{
    unsigned pids[5], some = 2 + random_below(2);
    if (!waiters(pids, 5))
        return;
    uint64_t word = wait_for(pids, 5);
    expect_result(wake_up(FIRST, word, some), some, "five wait, and some are woken");
    expect_woken(pids, 5, some, "five wait, and some are woken");
    expect_result(wake_up(FIRST, word, 1ul << 32), 5 - some, "at most 2^32 are woken");
    expect_woken(pids, 5, 5, "at most 2^32 are woken");
}

static void check_order(void)
{
    static const char what[] = "who has waited longest is woken first";
    unsigned pids[3];
    if (!waiters(pids, 3))
        return;
    uint64_t word = wait_for(&pids[2], 1);
    wait_for_word(&pids[0], 1, word);
    wait_for_word(&pids[1], 1, word);
    wake_up(FIRST, word, 1);
    settle();
    expect_busy(pids[2], false, what);
    wake_up(FIRST, word, 1);
    settle();
    expect_busy(pids[0], false, what);
    expect_busy(pids[1], true, what);
    wake_up(FIRST, word, 1);
}

static void check_twice(void)
{
    static const char what[] = "three wait, and two calls in a row wake one each. The first one "
                               "may not have run before the second call";
    unsigned pids[3];
    if (!waiters(pids, 3))
        return;
    uint64_t word = wait_for(pids, 3);
    give_call(FIRST, WAKE, word, 1, 0, 0)->times = 2;
    guest_run(FIRST);
    expect_woken(pids, 3, 2, what);
    wake_up(FIRST, word, 1);
}

static void check_no_reason(void)
{
    unsigned pids[2];
    if (!waiters(pids, 2))
        return;
    uint64_t word = wait_for(pids, 2);
    store_bytes(FIRST, word, "new!", 4);
    settle();
    expect_woken(pids, 2, 0, "the word has changed, and nobody was woken");
    obey_order(FIRST, ORDER_NUDGE, 0, 0, 0);
    expect_woken(pids, 2, 0, "sleep() has returned early, and nobody was woken");
    expect_result(wake_up(FIRST, word, 2), 2, "both are woken after that");
    expect_woken(pids, 2, 2, "both are woken after that");
}

static void check_idle(void)
{
    unsigned pid;
    if (!waiters(&pid, 1))
        return;
    uint64_t word = wait_for(&pid, 1), before = report_of(FIRST)->switches;
    expect_busy(pid, true, "a process waits");
    obey_order(FIRST, ORDER_SLEEP, 60, 0, 0);
    uint64_t switches = report_of(FIRST)->switches - before;
    expect(switches < 5,
           "while a process waited for 60 ms, the kernel switched %lu times from a task to "
           "another. Who looks again and again?",
           switches);
    wake_up(FIRST, word, 1);
}

static void check_apart(void)
{
    unsigned pids[2];
    if (!waiters(pids, 2))
        return;
    uint64_t word = wait_for(pids, 1);
    expect_result(wake_up(FIRST, other_address(word), 1), 1,
                  "the same memory at another address: a process waits for it");
    expect_woken(pids, 1, 1, "the same memory at another address");
    word = private_word();
    wait_for_word(pids, 1, word);
    expect_busy(pids[0], true, "a process waits for its own memory");
    expect_result(wake_up(pids[1], word, 1), 0,
                  "the same address in another process, and the page is shared since fork() "
                  "because neither has written to it");
    expect_result(wake_up(FIRST, word, 1), 0, "the same address in another process");
    expect_woken(pids, 1, 0, "it waits for memory of its own");
}

static void check_addresses(void)
{
    if (!guest_runs() || !waiters(NULL, 0))
        return;
    uint64_t code = obey_order(FIRST, ORDER_PLACES, 0, 0, 0);
    uint64_t kernel = report_of(FIRST)->results[1];
    const struct {
        uint64_t address;
        const char *what;
    } rows[] = {{0, "the address is 0"},
                {kernel, "the address is the kernel's"},
                {code & -4ul, "the address is one of the program's code"},
                {1ul << 39, "the address is 2^39"},
                {-4ul, "the address is 2^64 - 4"}};
    uint64_t word = new_word(0);
    for (unsigned i = 1; i < 4; i++) {
        expect_result(own_call(FIRST, WAIT, word + i, 1, 0, 0), -EINVAL, "not a multiple of 4");
        expect_result(wake_up(FIRST, word + i, 1), -EINVAL, "not a multiple of 4");
    }
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        expect_result(own_call(FIRST, WAIT, rows[i].address, 0, 0, 0), -EFAULT, rows[i].what);
        expect_result(wake_up(FIRST, rows[i].address, 1), -EFAULT, rows[i].what);
    }
}

static void check_turns(void)
{
    unsigned pids[2], turns = 300 + random_below(100);
    if (!waiters(pids, 2))
        return;
    uint64_t word = new_word(0), before = report_of(FIRST)->calls;
    uint64_t calls = 0, most = 4 * turns + 100;
    for (unsigned i = 0; i < 2; i++)
        give_order(pids[i], ORDER_TURNS, word, i, turns);
    /* On a busy host the guest does little between two ticks: about five seconds at most. */
    for (unsigned i = 0; i < 100 && calls <= most && (is_busy(pids[0]) || is_busy(pids[1])); i++) {
        settle();
        calls = report_of(FIRST)->calls - before;
    }
    expect(calls <= most,
           "two processes take %u turns each, with %lu calls. Which of them do not wait?", turns,
           calls);
    expect(!is_busy(pids[0]) && !is_busy(pids[1]),
           "two processes take %u turns each, and they do not end. Which "
           "wake-up was lost?",
           turns);
}

const struct point points[] = {
    {"the word has another value", check_value},
    {"one waits, and is woken", check_one},
    {"nobody waits", check_nobody},
    {"as many as asked for", check_count},
    {"in their order", check_order},
    {"two wake-ups in a row", check_twice},
    {"not without a wake-up", check_no_reason},
    {"waiting takes no time of the CPU", check_idle},
    {"which memory it is", check_apart},
    {"addresses that cannot be", check_addresses},
    {"some hundred turns", check_turns},
    {},
};

int main(void)
{
    check_points();
}
