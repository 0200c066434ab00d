/* Flash: a file of the disk that the guest finds as memory, and may not write. */
#pragma once

#include "fat32.h"
#include "guest.h"

struct flash {
    struct guest_region region;      /* the file, in whole pages; tools find it here */
    uint64_t pages_read, taken_back; /* since the start */
    struct guest *guest;
    const char *path;
    struct fat32_file file;
    uint32_t
        *queue; /* the pages that are mapped, by number, in the order in which they were read */
    uint64_t pages, first, mapped; /* the queue's room; its first place in use; places in use */
    struct flash *next;
};

/* Adds the file that the option "flash" names to the guest, and prints where it is. Without the
 * option the guest has no flash. */
error flash_from_options(struct flash *flash, struct guest *guest);

/* Prints what the guest was promised and given, and what became of its flash. */
void print_memory(const struct guest *guest, const struct flash *flash);

/* Takes one page back from a guest, so that it can be given again: whoever reads it next makes it
 * be read from the disk once more. False if there is none that can be spared. */
bool flash_take_back(void);
