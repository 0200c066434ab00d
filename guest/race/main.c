/*
 * Two CPUs of one guest count in the same variable: at first each reads it, adds 1 and writes it
 * back, so that an addition of the other CPU may be lost in between; then with the atomic
 * instruction. (On a real AArch64 CPU the guest would first have to turn its MMU on for that.)
 */
#include "line.h"
#include "race.h"

#define ADDITIONS (8u << 20) /* of each CPU */

static volatile uint32_t plain, atomic, present, done;

static void add_one(volatile uint32_t *word)
{
    __atomic_fetch_add(word, 1, __ATOMIC_SEQ_CST);
}

/* Returns when both CPUs have come here. */
static void meet(volatile uint32_t *come)
{
    add_one(come);
    while (*come < 2)
        ;
}

static void count(void)
{
    meet(&present);
    for (unsigned n = 0; n < ADDITIONS; n++)
        plain++;
    for (unsigned n = 0; n < ADDITIONS; n++)
        add_one(&atomic);
    meet(&done);
}

void run_other(void)
{
    count();
    for (;;) /* the first CPU ends the guest */
        ;
}

int main(void)
{
    if (cpu_on(1, other_entry)) {
        line_add("race: this guest has one CPU: give it two (--vcpus 2)");
        line_print();
        shut_down();
    }
    count();
    line_add("race: of ");
    line_add_number(2ul * ADDITIONS);
    line_add(" additions, ");
    line_add_number(2ul * ADDITIONS - plain);
    line_add(" are lost; with atomic ones ");
    line_add_number(2ul * ADDITIONS - atomic);
    line_print();
    shut_down();
}
