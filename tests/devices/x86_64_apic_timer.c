/* The timer of the local APIC, by the clock of the TSC: 1 GHz, of which an instruction takes 16 ns,
 * and an exit some 20 us. */
#include "x86_64_apic.h"

enum { ONE_SHOT = 0, PERIODIC = 1 << 17, DEADLINE = 2 << 17 };
enum { BY_1 = 0xb, BY_2 = 0, BY_128 = 0xa };
#define VECTOR 0x61

static unsigned count_came(void)
{
    unsigned count = logged_count;
    logged_count = 0;
    return count;
}

/* With interrupts on. */
static void spend(uint64_t cycles)
{
    uint64_t end = tsc() + cycles;
    __asm__ volatile("sti");
    while (tsc() < end)
        ;
    __asm__ volatile("cli");
}

/* How long HLT takes. */
static uint64_t halt(void)
{
    uint64_t start = tsc();
    __asm__ volatile("sti; hlt; cli" : : : "memory");
    return tsc() - start;
}

#define MS 1000000ull /* cycles */

static void one_shot(void)
{
    put(DIVIDE, BY_1), put(LVT_TIMER, VECTOR | ONE_SHOT);
    put(INITIAL, 2 * MS);
    expect("it counts down", get(COUNT) <= 2 * MS && get(COUNT) > 2 * MS - 200000);
    uint64_t took = halt();
    expect("at 0 it interrupts", count_came() == 1 && took > 2 * MS - 200000 && took < 3 * MS);
    spend(3 * MS);
    expect("once", count_came() == 0 && !get(COUNT) && get(INITIAL) == 2 * MS);
    put(LVT_TIMER, VECTOR | MASKED), put(INITIAL, 1000), spend(MS);
    put(LVT_TIMER, VECTOR), spend(MS);
    expect("not what came while it was masked", count_came() == 0);
    put(INITIAL, MS), put(INITIAL, 0), spend(2 * MS);
    expect("0 turns it off", count_came() == 0 && !get(COUNT));
}

static void divided(void)
{
    put(DIVIDE, BY_128), put(INITIAL, 100000), spend(128 * 10000);
    uint32_t count = get(COUNT);
    expect("divided by 128", count <= 90000 && count > 88000);
    put(DIVIDE, BY_2);
    uint32_t after = get(COUNT);
    expect("another divisor: it goes on from there", after <= count && after > count - 30000);
    put(DIVIDE, 0xffffffff);
    expect("what can be written", get(DIVIDE) == 0xb);
    spend(MS);
    expect("and it comes", count_came() == 1);
}

static void periodic(void)
{
    put(DIVIDE, BY_1), put(LVT_TIMER, VECTOR | PERIODIC);
    put(INITIAL, MS), spend(50 * MS + MS / 2);
    unsigned came = count_came();
    expect("fifty periods", came >= 49 && came <= 51);
    __asm__ volatile("cli");
    uint64_t end = tsc() + 10 * MS;
    while (tsc() < end)
        ;
    let_come();
    expect("of those while IF is 0 one remains", count_came() == 1 && get(COUNT) <= MS);
    put(INITIAL, 1), count_came();
    uint64_t before = tsc();
    unsigned done = 0, least = 0, most = 0;
    for (; done < 20; done++) {
        spend(MS);
        came = count_came();
        least += came > 0, most += came > 40;
    }
    expect("a period of one cycle leaves time", tsc() - before < 60 * MS && least == 20 && !most);
    put(INITIAL, 0), let_come(), count_came();
}

static uint64_t time_of_loop(void)
{
    uint64_t before = tsc();
    for (volatile unsigned i = 0; i < 100000; i++)
        ;
    return tsc() - before;
}

/* The priority holds it back. */
static void waiting(void)
{
    uint64_t alone = time_of_loop();
    put(TPR, 0xff), put(INITIAL, 1), spend(MS);
    expect("while its interrupt waits it takes little time", time_of_loop() < alone + alone / 20);
    put(INITIAL, 0), put(TPR, 0), let_come();
    expect("and one comes", count_came() == 1);
}

static void deadline(void)
{
    put(LVT_TIMER, VECTOR | ONE_SHOT), put(INITIAL, 2 * MS);
    msr_write(TSC_DEADLINE, tsc() + MS);
    expect("in other modes there is no deadline", msr_read(TSC_DEADLINE) == 0 && get(COUNT));
    put(LVT_TIMER, VECTOR | DEADLINE), spend(3 * MS);
    expect("the mode turns the count off", count_came() == 0 && !get(COUNT) && !get(INITIAL));
    put(INITIAL, 1000), spend(MS);
    expect("and takes none", count_came() == 0 && !get(INITIAL));
    uint64_t at = tsc() + 2 * MS;
    msr_write(TSC_DEADLINE, at);
    expect("it can be read", msr_read(TSC_DEADLINE) == at);
    halt();
    expect("it comes, and not before", count_came() == 1 && tsc() >= at && tsc() < at + MS);
    expect("it reads 0 then", msr_read(TSC_DEADLINE) == 0);
    msr_write(TSC_DEADLINE, 1), let_come();
    expect("one that has passed comes at once", count_came() == 1);
    msr_write(TSC_DEADLINE, tsc() + MS), msr_write(TSC_DEADLINE, 0), spend(2 * MS);
    expect("0 turns it off", count_came() == 0);
    msr_write(TSC_DEADLINE, tsc() + 100 * MS), msr_write(TSC_DEADLINE, tsc() + MS), spend(2 * MS);
    expect("one that is sooner takes its place", count_came() == 1);
}

static void new_time(void)
{
    msr_write(TSC_DEADLINE, tsc() + 10000 * MS);
    msr_write(TSC, tsc() + 9999 * MS), spend(2 * MS);
    expect("a later TSC brings the deadline nearer", count_came() == 1);
    msr_write(TSC_DEADLINE, tsc() + MS);
    msr_write(TSC, tsc() - 9 * MS), spend(8 * MS);
    expect("an earlier one takes it away", count_came() == 0);
    spend(4 * MS);
    expect("until it is time", count_came() == 1);
    msr_write(TSC_DEADLINE, -1ull), spend(MS);
    expect("the latest is not now", count_came() == 0 && msr_read(TSC_DEADLINE) == -1ull);
    msr_write(TSC_DEADLINE, 0);
}

/* Each of them is an exit, and a request. */
static void storm(void)
{
    for (unsigned i = 0; i < 5000; i++)
        send_self(VECTOR), msr_write(TSC_DEADLINE, 1 + i % 3), send_self(0x62);
    let_come();
    expect("of a storm one of each remains", count_came() == 2);
    __asm__ volatile("sti");
    for (unsigned i = 0; i < 20; i++)
        send_self(VECTOR), send_self(0x62);
    __asm__ volatile("cli");
    expect("with interrupts on all come", count_came() == 40);
}

int start(const void *tree)
{
    (void)tree;
    load_tables();
    take_all_faults();
    set_gates();
    out(0x21, 0xff), out(0xa1, 0xff);
    one_shot();
    divided();
    periodic();
    waiting();
    deadline();
    new_time();
    storm();
    shut_down();
}
