/* Plays with pong, another guest: writes a number into the page that they share, rings, and waits
 * until pong has written the same. It measures how long a round trip takes. */
#include "doorbell.h"
#include "interrupts.h"
#include "line.h"

#define ROUNDS 1000

static void play(struct talk *talk, uint32_t round)
{
    talk->ping = round;
    doorbell_ring();
    while (round != NO_MORE_ROUNDS && talk->pong != round)
        doorbell_wait();
}

int main(void)
{
    struct talk *talk = shared_page();
    if (!talk) {
        line_add("ping: no page is shared with this guest");
        line_print();
        shut_down();
    }
    traps_init();
    doorbell_listen();
    play(talk, 1); /* pong is there */
    uint64_t start = clock_ticks();
    for (uint32_t round = 2; round < 2 + ROUNDS; round++)
        play(talk, round);
    uint64_t ticks = clock_ticks() - start;
    play(talk, NO_MORE_ROUNDS);
    line_add("ping: a round trip takes ");
    line_add_number(ticks / ROUNDS);
    line_add(" ticks");
    line_print();
    shut_down();
}
