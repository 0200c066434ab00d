#include "input.h"

#include "machine.h"
#include "scheduler.h"

#define ESCAPE ('\x1d') /* Ctrl-] */
#define ROOM   4096     /* bytes that may wait for one guest: what is typed beyond is lost */

static struct keys {
    bool is_there; /* the guest has not ended */
    unsigned first, count;
    uint8_t bytes[ROOM];
} keys[GUESTS_MOST];

static unsigned focus;
static bool escaped; /* the last byte was Ctrl-] */

static void give_keyboard(unsigned number)
{
    if (number >= GUESTS_MOST || !keys[number].is_there)
        return;
    focus = number;
    printf("keys: guest %u\n", number + 1);
}

static void put(uint8_t c)
{
    struct keys *own = &keys[focus];
    if (own->count < ROOM)
        own->bytes[(own->first + own->count++) % ROOM] = c;
}

/* Ctrl-] twice is a Ctrl-] for the guest. */
static void type(uint8_t c)
{
    bool follows = escaped;
    escaped = !follows && c == ESCAPE;
    if (follows && c >= '1' && c <= '9')
        give_keyboard(c - '1');
    else if (!escaped)
        put(c);
}

/* Whichever guest looks, all that was typed is taken, so that the keyboard can be given to another
 * although the one that has it does not look. */
static int next_key(struct guest_line *line)
{
    const struct guest *guest = (struct guest *)((char *)line - offsetof(struct guest, line));
    struct keys *own = &keys[guest->number];
    for (int c; (c = console_getc()) >= 0;)
        type(c);
    if (!own->count)
        return -1;
    uint8_t c = own->bytes[own->first];
    own->first = (own->first + 1) % ROOM;
    own->count--;
    return c;
}

void input_share(struct guest *guest)
{
    keys[guest->number].is_there = true;
    guest->line.input = next_key;
}

void input_leave(struct guest *guest)
{
    keys[guest->number].is_there = false;
    for (unsigned i = 1; focus == guest->number && i < GUESTS_MOST; i++) {
        if (keys[(focus + i) % GUESTS_MOST].is_there)
            give_keyboard((focus + i) % GUESTS_MOST);
    }
}
