#include "serial.h"

#include "guest_console.h"
#include "machine.h"
#include "options.h"

static uint64_t looks = 100; /* a second */

static void look_again(struct serial_input *input)
{
    deadline_set(&input->look, time_counter() + machine.timer_hz / looks);
}

static enum guest_action look(struct vcpu *vcpu, struct deadline *deadline)
{
    struct serial_input *input = (struct serial_input *)deadline; /* its first member */
    if (serial_fill(input))
        input->arrived(input);
    look_again(input);
    return GUEST_RESUMES;
}

error serial_init(struct serial_input *input, struct guest *guest, unsigned depth,
                  void (*arrived)(struct serial_input *))
{
    TRY(boot_number("tick", &looks));
    if (!looks || looks > machine.timer_hz)
        return error_of("tick=%lu: it can be 1 to %lu a second", looks, machine.timer_hz);
    *input = (struct serial_input){.look = {.reached = look, .when = NEVER},
                                   .arrived = arrived,
                                   .depth = depth,
                                   .guest = guest};
    return deadlines_init();
}

unsigned serial_fill(struct serial_input *input)
{
    int c;
    while (input->count < input->depth && (c = guest_getc(input->guest)) >= 0)
        serial_give(input, c);
    return input->count;
}

bool serial_give(struct serial_input *input, uint8_t byte)
{
    if (input->count >= input->depth)
        return false;
    input->bytes[(input->first + input->count++) % input->depth] = byte;
    return true;
}

int serial_take(struct serial_input *input)
{
    if (!input->count)
        return -1;
    int c = input->bytes[input->first];
    input->first = (input->first + 1) % input->depth;
    input->count--;
    return c;
}

void serial_watch(struct serial_input *input, bool on)
{
    if (!on)
        deadline_clear(&input->look);
    else if (input->look.when == NEVER)
        look_again(input);
}
