/* Answers ping, another guest: each number that ping writes into the page that they share. */
#include "doorbell.h"
#include "interrupts.h"
#include "line.h"

static _Noreturn void end(const char *why)
{
    line_add(why);
    line_print();
    shut_down();
}

int main(void)
{
    struct talk *talk = shared_page();
    uint32_t rounds = 0, round = 0;
    if (!talk)
        end("pong: no page is shared with this guest");
    traps_init();
    doorbell_listen();
    for (;;) {
        while (talk->ping == round)
            doorbell_wait();
        round = talk->ping;
        if (round == NO_MORE_ROUNDS)
            break;
        talk->pong = round;
        if (talk->pong != round)
            end("pong: the page cannot be written");
        rounds++;
        doorbell_ring();
    }
    line_add("pong: answered ");
    line_add_number(rounds);
    line_print();
    shut_down();
}
