/*
 * The initrd: archives of cpio's format "newc", one after the other. Each file has a header of
 * 110 characters, its name, and its bytes, each padded to 4 bytes; the numbers in the header are of
 * 8 hexadecimal digits. An archive ends with a file of the name TRAILER!!!, and zeros may follow.
 */
#include "console.h"
#include "file.h"
#include "memory.h"
#include "string.h"

#define HEADER    110
#define NUMBER(n) (6 + 8 * (n)) /* in the header: after the magic, 13 of them */
#define MODE      NUMBER(1)
#define FILE_SIZE NUMBER(6)
#define NAME_LEN  NUMBER(11)

#define TYPE(mode)  ((mode)&0170000)
#define TYPE_FOLDER 0040000
#define TYPE_FILE   0100000

static uint64_t number_at(const char *at)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < 8; i++) {
        char c = at[i];
        value = value << 4 | (c <= '9' ? c - '0' : ((c | 0x20) - 'a' + 10) & 15);
    }
    return value;
}

static void fill(struct node *node, const char *from, uint64_t size)
{
    for (uint64_t part; node->size < size; node->size += part) {
        part = size - node->size < PAGE_SIZE ? size - node->size : PAGE_SIZE;
        void *at = node_at(node, node->size, true);
        if (!at)
            panic("initrd: %s: no memory for its %lu bytes", node->name, size);
        memcpy(at, from + node->size, part);
    }
}

/* A later file takes the place of an earlier one. */
static void make(const char *name, uint64_t mode, const char *bytes, uint64_t size)
{
    struct node *node;
    if (TYPE(mode) != TYPE_FILE && TYPE(mode) != TYPE_FOLDER)
        return;
    bool folder = TYPE(mode) == TYPE_FOLDER;
    long problem = node_make(NULL, name, folder ? NODE_FOLDER : NODE_FILE, &node);
    if (problem == -EEXIST)
        problem = node_find(NULL, name, &node);
    if (problem)
        panic("initrd: %s: error %ld", name, -problem);
    if (folder || node->kind != NODE_FILE)
        return;
    node_empty(node);
    fill(node, bytes, size);
}

static uint64_t padded(uint64_t length)
{
    return (length + 3) & ~3ul;
}

/* Makes the file at *at, and moves on to what follows it; false if the bytes end too early. */
static bool unpack(const char **at, const char *end)
{
    const char *header = *at, *name = header + HEADER;
    uint64_t left = end - header;
    uint64_t length = number_at(header + NAME_LEN), size = number_at(header + FILE_SIZE);
    if (left < HEADER || !length || padded(HEADER + length) > left ||
        padded(size) > left - padded(HEADER + length) || name[length - 1])
        return false;
    const char *bytes = header + padded(HEADER + length);
    *at = bytes + padded(size);
    if (strcmp(name, "TRAILER!!!"))
        make(name, number_at(header + MODE), bytes, size);
    return true;
}

void initrd_unpack(void)
{
    const char *at = to_virtual(machine.initrd.base), *end = to_virtual(machine.initrd.end);
    while (at < end) {
        if (!*at) {
            at++; /* padding after an archive */
            continue;
        }
        if (end - at < HEADER || memcmp(at, "07070", 5) || !unpack(&at, end))
            panic("initrd: byte %lu is not the header of a file",
                  (uint64_t)(at - (const char *)to_virtual(machine.initrd.base)));
    }
    pages_release_initrd();
}
