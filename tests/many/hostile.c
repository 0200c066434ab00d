/*
 * A guest whose CPUs do what they can against each other and the hypervisor: they turn each other
 * on, interrupt each other, use pages of their own and addresses that are not, and start again.
 */
#include "guest.h"

#define ROUNDS 50000 /* of a life */

static uint32_t random_below(uint32_t n)
{
    static volatile uint32_t state; /* of all CPUs: races only make it more random */
    state = state * 1664525 + 1013904223 + (uint32_t)clock_ticks();
    return (state >> 8) % n;
}

static unsigned long random_address(void)
{
    unsigned long near = random_below(RAM_BYTES);
    return random_below(8) ? FREE + near % (RAM_BYTES - (6ul << 20)) : near * 256;
}

#if defined __i386__
/* Any register of the local APIC, with any value; but no start at a page without code, and no NMI
 * for a CPU that has no IDT yet: without --restart this would be the guest's end. */
static void use_apic(void)
{
    enum { COMMAND = 0x300, DELIVERY = 7 << 8, NMI = 4 << 8, STARTUP = 6 << 8 };
    unsigned offset = random_below(64) * 16;
    uint32_t value = random_below(1 << 24) << 8 | random_below(256);
    if (random_below(2))
        offset = COMMAND;
    if ((value & DELIVERY) != STARTUP && (value & DELIVERY) != NMI)
        *(volatile uint32_t *)(0xfee00000 + offset) = value;
}
#endif

static void do_something(void)
{
    unsigned long number = random_below(CPUS + 1);
    switch (random_below(8)) {
    case 0:
        cpu_on(number, random_below(8) ? (unsigned long)other_entry : random_address(), number);
        break;
    case 1:
        cpu_state(number);
        break;
    case 2:
        null_calls(1 + random_below(10));
        break;
    case 3:
        ipi_send(number % CPUS);
        break;
#if defined __i386__
    case 4:
        use_apic();
        break;
#else
    case 4:
        if (random_below(10000) == 0)
            (void)*(volatile char *)(random_address() * 16);
        break;
#endif
    default:
        *(volatile uint32_t *)(random_address() & ~3ul) += 1;
    }
}

void run_other(unsigned long number)
{
    faults_reset();
    ipi_init(number);
    for (unsigned n = random_below(ROUNDS / 100); n; n--)
        do_something();
}

int main(void)
{
    faults_reset();
    ipi_init(0);
    for (unsigned n = ROUNDS; n; n--)
        do_something();
    reset();
}
