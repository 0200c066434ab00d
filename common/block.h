/* A disk to read from, of any kind. */
#pragma once

#include "error.h"

#include <stdint.h>

#define SECTOR_SIZE 512 /* bytes */

struct block_device {
    uint64_t sectors;
    /* Reads count sectors from sector on. The caller must stay within the disk's sectors. */
    error (*read)(struct block_device *disk, uint64_t sector, uint32_t count, void *buffer);
};
