/*
 * Interrupts between CPUs: first one that goes round from CPU to CPU, which would stop if one were
 * lost; then all interrupt CPU 0 as often as they can, while it computes.
 */
#include "guest.h"

#define ROUNDS 100
#define STORM  300

static volatile uint32_t arrived, sent;
static volatile bool is_over;

static void pass_on(unsigned long number)
{
    for (unsigned n = 0; n < ROUNDS; n++) {
        ipi_wait();
        arrived = arrived + 1; /* one CPU at a time */
        ipi_send((number + 1) % CPUS);
    }
}

void run_other(unsigned long number)
{
    ipi_init(number);
    meet(CPUS);
    pass_on(number);
    meet(CPUS);
    while (!is_over) {
        ipi_send(0);
        add_to(&sent, 1);
    }
}

/* A number that it knows, from a long computation. */
static void compute(void)
{
    uint32_t hash = 1;
    while (sent < STORM * (CPUS - 1)) {
        hash = 1;
        for (unsigned n = 0; n < 10000; n++)
            hash = hash * 1664525 + 1013904223;
        expect(hash == 4089345937u, "hash", hash);
    }
}

int main(void)
{
    ipi_init(0);
    for (unsigned n = 1; n < CPUS; n++)
        turn_on(n);
    meet(CPUS);
    ipi_send(0);
    pass_on(0);
    ipi_wait(); /* the last one's */
    expect(arrived == ROUNDS * CPUS, "arrived", arrived);
    meet(CPUS);
    compute();
    is_over = true;
    ipi_wait(); /* of a storm one is left at least */
    print("ipis: none was lost\n");
    return 0;
}
