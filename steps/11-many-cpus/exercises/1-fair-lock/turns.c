#include "turns.h"

#include "grade.h"
#include "random.h"
#include "timer.h"

#define NOBODY PLAYERS /* the first CPU's turn */

static _Atomic unsigned whose; /* turn it is */
static void (*_Atomic work)(unsigned player);
static unsigned run;         /* counts the runs */
static unsigned turns, most; /* of this run */
static bool active[PLAYERS]; /* their work has not returned */
static const void *sleeps_on[PLAYERS];

/* --- Whose turn it is --- */

unsigned this_player(void)
{
    return this_cpu()->number - 1;
}

bool is_asleep(unsigned player)
{
    return sleeps_on[player];
}

static void wait_for_turn(unsigned player)
{
    while (atomic_load(&whose) != player)
        cpu_wait();
}

static void give_turn(unsigned player)
{
    atomic_store(&whose, player);
    cpu_interrupt(cpus[player == NOBODY ? 0 : player + 1]);
}

/* One that can run; NOBODY if none can, or when the run has had its turns. */
static unsigned choose(void)
{
    unsigned can[PLAYERS], count = 0;
    for (unsigned n = 0; n < PLAYERS; n++) {
        if (active[n] && !sleeps_on[n])
            can[count++] = n;
    }
    return count && ++turns <= most ? can[random_below(count)] : NOBODY;
}

/* --- The CPUs --- */

static _Noreturn void play(void)
{
    unsigned me = this_player();
    for (;;) {
        wait_for_turn(me);
        work(me);
        active[me] = false;
        give_turn(choose());
    }
}

/* If its run is over when it has the turn again, the CPU begins the next run from here: what is on
 * its stack stays there. */
void turn(void)
{
    unsigned me = this_player(), next = choose(), mine = run;
    if (next == me)
        return;
    give_turn(next);
    wait_for_turn(me);
    if (run != mine)
        play();
}

void turn_asleep(const void *address)
{
    sleeps_on[this_player()] = address;
}

void turn_changed(const void *address)
{
    for (unsigned n = 0; n < PLAYERS; n++) {
        if (sleeps_on[n] == address)
            sleeps_on[n] = NULL;
    }
}

bool turns_run(unsigned count, void (*what)(unsigned player), unsigned most_turns)
{
    bool ended = true;
    run++;
    work = what;
    turns = 0;
    most = most_turns;
    for (unsigned n = 0; n < PLAYERS; n++) {
        active[n] = n < count;
        sleeps_on[n] = NULL;
    }
    give_turn(choose());
    wait_for_turn(NOBODY);
    for (unsigned n = 0; n < PLAYERS; n++)
        ended &= !active[n];
    return ended;
}

/* --- The start --- */

_Noreturn void __wrap_cpu_main(void);

/* The linker has the CPUs come here, and not to the step's. */
_Noreturn void __wrap_cpu_main(void)
{
    cpu_init_traps();
    must(host_timer_init());
    must(cpu_init_interrupts());
    give_turn(NOBODY);
    play();
}

void turns_start(void)
{
    cpus_find();
    must(host_timer_init());
    must(cpu_init_interrupts());
    if (cpus_count < CPUS_MOST)
        must(error_of("the machine has %u CPUs, and %u are needed", cpus_count, CPUS_MOST));
    for (unsigned n = 1; n < CPUS_MOST; n++) {
        struct cpu *cpu = cpus[n];
        memory_clean(cpu, sizeof *cpu);
        atomic_store(&whose, n - 1);
        if (!cpu_start(cpu))
            must(error_of("CPU %u does not start", n));
        wait_for_turn(NOBODY);
    }
}
