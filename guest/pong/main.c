/* Answers ping, another guest: each number that ping writes into the page that they share. */
#include "doorbell.h"
#include "interrupts.h"
#include "line.h"

int main(void)
{
    struct talk *talk = shared_page();
    uint32_t rounds = 0, round = 0;
    if (!talk) {
        line_add("pong: no page is shared with this guest");
        line_print();
        shut_down();
    }
    traps_init();
    doorbell_listen();
    for (;;) {
        while (talk->ping == round)
            doorbell_wait();
        round = talk->ping;
        if (round == NO_MORE_ROUNDS)
            break;
        talk->pong = round;
        rounds++;
        doorbell_ring();
    }
    line_add("pong: answered ");
    line_add_number(rounds);
    line_print();
    shut_down();
}
