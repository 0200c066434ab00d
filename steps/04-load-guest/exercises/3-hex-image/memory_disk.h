/* A FAT32 disk that is computed when it is read, with one file in its root directory. */
#pragma once

#include "block.h"

#define DISK_FILE "/image.hex"

/* The disk, and with these bytes (at most 4 MiB) in its file. */
struct block_device *disk_with(const char *bytes, uint32_t size);
