#include "waiters.h"

#include "../1-system-call/program.h"
#include "grade.h"
#include "random.h"

#define PAGE  4096
#define COUNT 12 /* processes, beside the first */
#define TICKS 10 /* at most: a process that waits in a busy loop can always run */

static uint64_t pages; /* three in each process: common, its own, and the common one again */

/* All processes are made before they have memory in common: a copy for fork() would part them. */
static void make_processes(void)
{
    pages = obey_order(FIRST, ORDER_MAP, 3, 0, 0);
    store_bytes(FIRST, pages + PAGE, (const uint32_t[]){0}, 4);
    for (unsigned i = 0; i < COUNT; i++)
        new_process(FIRST);
    for (unsigned pid = FIRST; pid <= FIRST + COUNT; pid++) {
        if (pid != FIRST)
            obey_order(pid, ORDER_SHARE, FIRST, pages, pages);
        obey_order(pid, ORDER_SHARE, FIRST, pages, pages + 2 * PAGE);
    }
}

bool waiters(unsigned *pids, unsigned count)
{
    unsigned found = 0;
    if (!guest_runs())
        return false;
    if (!pages)
        make_processes();
    for (unsigned pid = FIRST + 1; found < count && pid <= FIRST + COUNT; pid++) {
        if (!is_busy(pid))
            pids[found++] = pid;
    }
    return guest_runs() &&
           expect(found == count, "not tried, because too many processes still wait.");
}

uint64_t new_word(uint32_t value)
{
    static unsigned offset;
    offset += 4 * (1 + random_below(20));
    store_bytes(FIRST, pages + offset, &value, sizeof value);
    return pages + offset;
}

uint64_t other_address(uint64_t word)
{
    return word + 2 * PAGE;
}

uint64_t private_word(void)
{
    return pages + PAGE + 4 * random_below(PAGE / 4);
}

void wait_for_word(const unsigned *pids, unsigned count, uint64_t word)
{
    for (unsigned i = 0; i < count; i++) {
        give_call(pids[i], WAIT, word, 0, 0, 0);
        settle();
    }
}

uint64_t wait_for(const unsigned *pids, unsigned count)
{
    uint64_t word = new_word(0);
    wait_for_word(pids, count, word);
    return word;
}

int64_t wake_up(unsigned pid, uint64_t word, uint64_t count)
{
    return own_call(pid, WAKE, word, count, 0, 0);
}

void settle(void)
{
    obey_order(FIRST, ORDER_SETTLE, TICKS, 0, 0);
}
