/*
 * Two CPUs of a guest add to one number: first without a lock, until an addition is lost, then with
 * one. An addition is a load, an addition and a store: what the other CPU adds in between is lost.
 *
 * The lock is the simplest one, a test-and-set lock: the CPU that finds it free has it. (On a real
 * AArch64 CPU the guest would first have to turn its MMU on, for atomic instructions to work.)
 */
#include "counter.h"

#include "guest.h"
#include "line.h"

#include <stdbool.h>

#define ADDITIONS 1000000 /* of each CPU, in a round */
#define ROUNDS    200     /* at most */

static volatile uint32_t number;
static volatile bool locks; /* in this round */
static bool is_taken;
static uint32_t come; /* how often CPUs have come to meet() */

static void lock_take(void)
{
    while (__atomic_test_and_set(&is_taken, __ATOMIC_ACQUIRE))
        ;
}

static void lock_give(void)
{
    __atomic_clear(&is_taken, __ATOMIC_RELEASE);
}

/* Waits until the other CPU has come as often. */
static void meet(void)
{
    uint32_t place = __atomic_fetch_add(&come, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&come, __ATOMIC_SEQ_CST) < (place | 1) + 1)
        ;
}

static void add(void)
{
    meet();
    bool lock = locks;
    for (uint32_t n = 0; n < ADDITIONS; n++) {
        if (lock)
            lock_take();
        number = number + 1;
        if (lock)
            lock_give();
    }
    meet();
}

void other_cpu(void)
{
    for (;;)
        add();
}

static void add_rounds(const char *how, bool with_lock, uint32_t most)
{
    uint32_t rounds = 0, lost = 0;
    for (locks = with_lock; !lost && rounds < most; rounds++) {
        number = 0;
        add();
        lost = 2 * ADDITIONS - number;
    }
    line_add("counter: ");
    line_add(how);
    line_add(" a lock, ");
    line_add_number(lost);
    line_add(" of ");
    line_add_number(2 * ADDITIONS * rounds);
    line_add(" were lost");
    line_print();
}

int main(void)
{
    if (start_other_cpu()) {
        line_add("counter: this guest has no second CPU");
        line_print();
        shut_down();
    }
    add_rounds("without", false, ROUNDS);
    add_rounds("with", true, 1);
    shut_down();
}
