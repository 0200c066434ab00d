#include "pvh_note.h"

#include "string.h"

enum { PHYS32_ENTRY = 18 }; /* XEN_ELFNOTE_PHYS32_ENTRY */

struct note {
    uint32_t name_size, bytes, type;
};

static uint64_t round_up(uint64_t size)
{
    return (size + 3) & -4ul;
}

uint64_t pvh_entry(const uint8_t *notes, uint64_t size)
{
    struct note note;
    while (size >= sizeof note) {
        memcpy(&note, notes, sizeof note);
        uint64_t at = sizeof note + round_up(note.name_size), entry = 0;
        if (at > size || note.bytes > size - at)
            break;
        if (note.type == PHYS32_ENTRY && note.name_size == 4 && note.bytes <= sizeof entry &&
            !memcmp(notes + sizeof note, "Xen", 4)) {
            memcpy(&entry, notes + at, note.bytes);
            return entry;
        }
        at += round_up(note.bytes);
        if (at > size)
            break;
        notes += at;
        size -= at;
    }
    return 0;
}
