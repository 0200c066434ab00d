/* Flash: a file of the disk that is mapped as guest memory, without the right to write. */
#pragma once

#include "fat32.h"
#include "guest.h"

struct flash {
    struct guest_region region;      /* the file, in whole pages; first, for the tools */
    uint64_t pages_read, taken_back; /* since the start */
    struct guest *guest;
    const char *path;
    struct fat32_file file;
    uint32_t *queue;               /* a ring of the mapped pages' numbers, oldest first */
    uint64_t pages, first, mapped; /* the ring's places; the oldest page's; how many are in use */
    struct flash *next;
};

/* Adds a region with the file that the option "flash" names, and prints its address. Without the
 * option the guest has no flash. */
error flash_from_options(struct flash *flash, struct guest *guest);

/* Prints how much memory the guest was promised and given, and how many pages of its flash were
 * read and taken back. */
void print_memory(const struct guest *guest, const struct flash *flash);

/* Takes one page of a flash back and frees it. When the guest uses the page again, it is read from
 * the disk again. False if no page may be taken back. */
bool flash_take_back(void);
