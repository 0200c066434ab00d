/* Exercise 4.2: a partition is a disk within a disk. */
#pragma once

#include "fat32.h"

#include <stddef.h>
#include "print.h"

/* A part of a disk that is used as a disk. */
struct partition {
    struct block_device device; /* what fat32_mount() is given */
    struct block_device *disk;  /* the whole disk */
    uint64_t first;             /* sector of the whole disk: the partition's sector 0 */
};

/* Your answer: fills *partition in for the first FAT32 partition in the disk's table. The caller
 * keeps *partition and *disk while it reads, and may have several open. Fails if the disk has no
 * such table or no such partition, if that partition is not all on the disk, and if the table
 * cannot be read. */
error partition_open(struct partition *partition, struct block_device *disk);

/* It may call error_of(), and printf(), to see what it does. le32() comes with fat32.h. */
