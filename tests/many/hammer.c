/*
 * For shootdown.c, which moves a block, and its first page alone, and takes rights away, at each
 * call of CPU 0: the other CPUs read and write there all the time, and see what they wrote last.
 */
#include "guest.h"

#define MOVED  ((volatile uint32_t *)FREE)
#define BESIDE ((volatile uint32_t *)(FREE + PAGE))

static volatile uint32_t begun;

/* Word 0 of the page is the turn of shootdown.c. */
void run_other(unsigned long number)
{
    uint32_t last = 0;
    for (uint32_t count = 1;; count++) {
        uint32_t turn = MOVED[0];
        expect(turn - last < 1000000, "turn", turn);
        last = turn;
        MOVED[16 * number] = count;
        BESIDE[16 * number] = count;
        expect(MOVED[16 * number] == count, "word lost, count", count);
        expect(BESIDE[16 * number] == count, "word beside lost, count", count);
        if (count == 1)
            add_to(&begun, 1);
    }
}

int main(void)
{
    MOVED[0] = 0;
    for (unsigned n = 1; n < CPUS; n++)
        turn_on(n);
    while (begun < CPUS - 1)
        ;
    for (;;) {
        null_calls(1); /* shootdown.c ends the run */
        for (volatile unsigned n = 0; n < 1000; n++)
            ;
    }
}
