/*
 * CPUs that are turned on with all kinds of wrong arguments, twice, by two at once, and while they
 * turn themselves off. At the end the CPU of number LAST ends the guest, or turns off as the last.
 */
#include "guest.h"

#define ROUNDS 100

static volatile uint32_t lives; /* of CPU 1 */
static volatile uint32_t starts, refused;
static volatile bool all_started, ends;

/* --- Wrong arguments --- */

static void refuse(void)
{
    static const unsigned long nowhere[] = {RAM - 4, RAM + RAM_BYTES, ~3ul, RAM + (1ul << 30)};
    static const unsigned long nobody[] = {CPUS, CPUS_MOST, 255, 1ul << 31, ~0ul};
    unsigned long entry = (unsigned long)other_entry;
    for (unsigned i = 0; i < sizeof nobody / sizeof *nobody; i++) {
        expect(cpu_on(nobody[i], entry, 0) == NO_SUCH_CPU, "no such CPU", i);
        long state = cpu_state(nobody[i]);
        expect(state != IS_ON && state != IS_OFF, "state of no CPU", i);
    }
    for (unsigned i = 0; i < sizeof nowhere / sizeof *nowhere; i++)
        expect(cpu_on(1, nowhere[i], 0) == NOT_ITS_MEMORY, "not its memory", i);
    expect(cpu_on(0, entry, 0) == IS_ON_ALREADY, "itself", 0);
    expect(cpu_on(0, ~3ul, 0) == IS_ON_ALREADY, "itself, nowhere", 0);
    expect(cpu_state(0) == IS_ON && cpu_state(1) == IS_OFF, "states", 0);
}

/* --- Races --- */

/* Turns CPU 1 on again and again, in whatever it is just doing. */
static void start_it(void)
{
    for (unsigned n = 0; n < ROUNDS; n++) {
        long answer;
        while ((answer = cpu_on(1, (unsigned long)other_entry, 1))) {
            expect(answer == IS_ON_ALREADY, "answer of cpu_on", answer);
            add_to(&refused, 1);
        }
        add_to(&starts, 1);
    }
}

void run_other(unsigned long number)
{
    if (number == 1 && !ends) {
        add_to(&lives, 1);
        return;
    }
    if (number == 2 && !ends) {
        start_it();
        all_started = true;
        return;
    }
    if (number == LAST)
        shut_down();
    for (;;) /* until another CPU has ended the guest */
        ;
}

static void wait_until_off(unsigned number)
{
    while (cpu_state(number) != IS_OFF)
        ;
}

int main(void)
{
    refuse();
    if (CPUS > 2)
        turn_on(2);
    start_it();
    while (CPUS > 2 && !all_started)
        ;
    wait_until_off(1);
    expect(lives == starts, "lives", lives);
    expect(starts == ROUNDS * (CPUS > 2 ? 2 : 1), "starts", starts);
    print("turns: as many lives as starts\n");
    ends = true;
    for (unsigned n = 1; n < CPUS; n++) {
        wait_until_off(n);
        if (LAST < CPUS)
            turn_on(n);
    }
    for (;;) {
        if (LAST >= CPUS)
            cpu_off();
    }
}
