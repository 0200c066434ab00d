/* The note with PVH's entry: where it is found, and where not. */
#include "pvh_note.h"

#include "kernel_images.h"

#include <stdlib.h>
#include <string.h>

static uint8_t notes[256];
static uint64_t size;

static void add(const char *name, uint32_t name_size, uint32_t type, uint64_t value, uint32_t bytes)
{
    put(notes + size, name_size, 4);
    put(notes + size + 4, bytes, 4);
    put(notes + size + 8, type, 4);
    memcpy(notes + size + 12, name, name_size);
    size += 12 + ((name_size + 3) & ~3u);
    put(notes + size, value, bytes < 8 ? bytes : 8);
    size += (bytes + 3) & ~3u;
}

/* In memory of just that size. */
static uint64_t entry(uint64_t bytes)
{
    uint8_t *copy = malloc(bytes ? bytes : 1);
    memcpy(copy, notes, bytes);
    uint64_t found = pvh_entry(copy, bytes);
    free(copy);
    return found;
}

static void make(uint32_t type, const char *name, uint32_t bytes)
{
    size = 0;
    add("GNU", 4, 3, 0x1122334455667788, 20);
    add("Linux", 6, 18, 0x12345678, 4);
    add(name, 4, type, 0x100000370, bytes);
}

void test_pvh_notes(void)
{
    make(18, "Xen", 8);
    CHECK_EQUAL(entry(size), 0x100000370);
    for (uint64_t bytes = 0; bytes < size; bytes++)
        CHECK_EQUAL(entry(bytes), 0);
    make(18, "Xen", 4);
    CHECK_EQUAL(entry(size), 0x370);
    make(17, "Xen", 8);
    CHECK_EQUAL(entry(size), 0);
    make(18, "Xem", 8);
    CHECK_EQUAL(entry(size), 0);
    make(18, "Xen", 16);
    CHECK_EQUAL(entry(size), 0);
    make(18, "Xen", 8);
    put(notes, -1, 4); /* a name without an end */
    CHECK_EQUAL(entry(size), 0);
    make(18, "Xen", 8);
    put(notes + 4, -1, 4); /* a value without one */
    CHECK_EQUAL(entry(size), 0);
}

/* It reads nothing but the notes, and ends. */
void test_pvh_notes_random(void)
{
    unsigned found = 0;
    for (unsigned i = 0; i < 100000; i++) {
        make(18, "Xen", 8);
        notes[unit_random(size)] = unit_random(256);
        found += entry(size) == 0x100000370;
    }
    CHECK(found > 1000 && found < 99000);
}
