#include "guest_console.h"

#include "guest_memory.h"

int guest_getc(struct guest *guest)
{
    return guest->line.input ? guest->line.input(&guest->line) : console_getc();
}

#define CONSOLE_LIMIT PAGE_SIZE /* bytes a call, so that every call has an end */

/* Whether all those bytes are the guest's, with that prot. */
static bool guest_owns_range(struct guest *guest, uint64_t gpa, uint64_t length, unsigned prot)
{
    for (uint64_t left; length; gpa += left, length -= left) {
        if (!guest_memory_at(guest, gpa, prot, &left))
            return false;
        if (left > length)
            left = length;
    }
    return true;
}

int64_t guest_console_write(struct guest *guest, uint64_t gpa, uint64_t length)
{
    if (length > CONSOLE_LIMIT)
        length = CONSOLE_LIMIT;
    if (!guest_owns_range(guest, gpa, length, STAGE2_R))
        return -1;
    guest_memory_clean(guest, gpa, length); /* or the cache's bytes would hide what it wrote */
    const char *at;
    uint64_t n = 0;
    for (uint64_t left; n < length && (at = guest_memory_at(guest, gpa + n, STAGE2_R, &left)); n++)
        guest_putc(&guest->line, *at);
    return n;
}

int64_t guest_console_read(struct guest *guest, uint64_t gpa, uint64_t length)
{
    if (length > CONSOLE_LIMIT)
        length = CONSOLE_LIMIT;
    if (!guest_owns_range(guest, gpa, length, STAGE2_W))
        return -1;
    int c;
    char *at;
    uint64_t n = 0;
    for (uint64_t left; n < length && (at = guest_memory_at(guest, gpa + n, STAGE2_W, &left));
         n++) {
        if ((c = guest_getc(guest)) < 0)
            break;
        *at = c;
    }
    guest_memory_clean(guest, gpa, n); /* else a guest whose caches are off would not see it */
    return n;
}
