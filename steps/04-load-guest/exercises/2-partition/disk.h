/* A disk that the grader makes: a partition table, and after it sectors that tell their number. */
#pragma once

#include "block.h"

#include <stdbool.h>

#define TABLE_ENTRIES 4

struct test_disk {
    struct block_device device;
    uint8_t table[SECTOR_SIZE];
    uint64_t key;  /* what the sectors hold differs from disk to disk */
    bool fails;    /* each read is an error, though its bytes arrive */
    uint64_t read; /* sectors that were read */

    struct block_device *inner; /* another disk that lies in this one; NULL: none */
    uint64_t inner_at;          /* its first sector here */
};

/* A disk of a random size, all entries of its table in use for other things than FAT32. */
void disk_make(struct test_disk *disk);

/* Writes an entry of its table. */
void disk_set_entry(struct test_disk *disk, unsigned entry, uint8_t type, uint32_t first,
                    uint32_t sectors);

/* Whether buffer holds that many of the disk's sectors from sector on. */
bool disk_holds(const struct test_disk *disk, uint64_t sector, uint32_t count, const void *buffer);
