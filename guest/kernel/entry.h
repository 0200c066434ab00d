/* What getdents64() tells of a name in a folder. */
#pragma once

#include <stdint.h>

#define PATH_SIZE 128 /* of a path, with its 0 */

/* struct linux_dirent64; the next one is size bytes after it */
struct entry {
    uint64_t number;
    int64_t next; /* the offset of the entry after this one: its number, or more */
    uint16_t size;
    uint8_t kind; /* 4: a folder, 8: a file, 2: a device */
    char name[PATH_SIZE];
} __attribute__((packed));
