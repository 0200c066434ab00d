/*
 * The initrd: archives of cpio's format "newc", one after the other. Each file has a header of
 * 110 characters, its name, and its bytes, each padded to 4 bytes; the numbers in the header have
 * 8 hexadecimal digits. An archive ends with a file of the name TRAILER!!!, and zeros may follow.
 */
#include "file.h"

#define HEADER    110
#define NUMBER(n) (6 + 8 * (n)) /* in the header, after the magic */
#define MODE      NUMBER(1)
#define FILE_SIZE NUMBER(6)
#define NAME_SIZE NUMBER(11) /* with the 0 */

#define TYPE(mode)  ((mode)&0170000)
#define TYPE_FOLDER 0040000
#define TYPE_FILE   0100000

static uint64_t number_at(const char *at)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < 8; i++)
        value = value << 4 | (at[i] <= '9' ? at[i] - '0' : (at[i] & 7) + 9);
    return value;
}

/* A later file takes the place of an earlier one. */
static void make(const char *name, bool folder, const char *bytes, uint64_t size)
{
    char path[PATH_SIZE];
    long problem = path_clean("", name, path);
    struct node *node = problem ? NULL : node_find(path);
    if (!problem && !node)
        problem = node_make(path, folder ? FOLDER : FILE, &node);
    if (problem)
        panic("initrd: %s: error %ld", name, -problem);
    if (folder || node->kind != FILE)
        return;
    node_empty(node);
    if (node_move(node, 0, (char *)bytes, size, true) != size)
        panic("initrd: %s: no memory for its %lu bytes", name, size);
}

static uint64_t padded(uint64_t length)
{
    return (length + 3) & ~3ul;
}

/* The bytes of the file at header, with all that belongs to it; 0 if there is none. */
static uint64_t unpack(const char *header, uint64_t left)
{
    if (left < HEADER || memcmp(header, "07070", 5))
        return 0;
    const char *name = header + HEADER;
    uint64_t length = number_at(header + NAME_SIZE), size = number_at(header + FILE_SIZE);
    uint64_t begin = padded(HEADER + length), mode = number_at(header + MODE);
    if (!length || begin > left || padded(size) > left - begin || name[length - 1])
        return 0;
    if (TYPE(mode) == TYPE_FILE || TYPE(mode) == TYPE_FOLDER) /* the trailer has neither */
        make(name, TYPE(mode) == TYPE_FOLDER, header + begin, size);
    return begin + padded(size);
}

void initrd_unpack(void)
{
    const char *all = to_virtual(machine.initrd.base);
    uint64_t size = machine.initrd.end - machine.initrd.base, done;
    for (uint64_t at = 0; at < size; at += done) {
        done = all[at] ? unpack(all + at, size - at) : 1; /* zeros between archives */
        if (!done)
            panic("initrd: no whole file begins at byte %lu", at);
    }
}
