#include "lines.h"

#include "caps.h"
#include "line_editing.h"

/* What a guest has printed of a line that is not complete, and not shown. */
static struct held {
    char bytes[256];
    unsigned length;
    bool shows; /* they are being shown */
} held[GUESTS_MOST];

static const char *const prefixes[GUESTS_MOST] = {
    "[guest 1] ", "[guest 2] ", "[guest 3] ", "[guest 4] ",
    "[guest 5] ", "[guest 6] ", "[guest 7] ", "[guest 8] ",
};

static struct guest *guest_of(struct guest_line *line)
{
    return (struct guest *)((char *)line - offsetof(struct guest, line));
}

void lines_flush(struct guest *guest)
{
    struct held *own = &held[guest->number];
    own->shows = true;
    for (unsigned i = 0; i < own->length; i++)
        guest_putc(&guest->line, own->bytes[i]);
    own->length = 0;
    own->shows = false;
}

/* In the line that is open the guest goes on; otherwise its bytes wait. */
static bool hold(struct guest_line *line, char c)
{
    struct guest *guest = guest_of(line);
    struct held *own = &held[guest->number];
    if (!own->shows)
        caps_count_byte(guest->number);
    if (own->shows || (!own->length && guest_line_is_open(line)))
        return edit_line(line, c);
    own->bytes[own->length++] = c;
    if (c == '\n' || own->length == sizeof own->bytes)
        lines_flush(guest);
    return true;
}

void lines_hold(struct guest *guest)
{
    guest->line.prefix = prefixes[guest->number];
    guest->line.control = hold;
}
