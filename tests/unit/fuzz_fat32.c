/*
 * libFuzzer on the FAT32 reader. The input is what matters of a disk: the boot sector, the first
 * sector of the FAT, the first ones of the data, wherever the boot sector says that those begin.
 * All other sectors are zero.
 */
#include "fat32.h"

#include "fuzz_unit.h"

#include <stdlib.h>
#include <string.h>

#define DISK_SECTORS 67100 /* as in fuzz_corpus.sh */
#define LARGEST      (256 << 10)

/* A directory of one-sector clusters whose chain is a loop is given up after 4096 sectors, each
 * with a look into the FAT. A path here has five parts at most; a file takes less. */
#define REQUEST_LIMIT (5 * 2 * 4096 + 5000)

static const uint8_t *input;
static uint64_t input_sectors;
static unsigned requests; /* for one path: each walk of a chain or a directory ends */

/* The sector of the input that lies there; none is UINT64_MAX. */
static uint64_t part_of_input(uint64_t sector)
{
    uint64_t fat = le16(input + 14), data = fat + (uint64_t)input[16] * le32(input + 36);
    if (sector == 0)
        return 0;
    if (sector == fat)
        return 1;
    return sector >= data ? sector - data + 2 : UINT64_MAX;
}

static error read_input(struct block_device *disk, uint64_t sector, uint32_t count, void *buffer)
{
    MUST(count && sector < disk->sectors && count <= disk->sectors - sector);
    MUST(++requests < REQUEST_LIMIT);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t part = part_of_input(sector + i);
        uint8_t *to = (uint8_t *)buffer + i * SECTOR_SIZE;
        if (part < input_sectors)
            memcpy(to, input + part * SECTOR_SIZE, SECTOR_SIZE);
        else
            memset(to, 0, SECTOR_SIZE);
    }
    return OK;
}

/* All of it at once, and from a fresh start in two parts: the same bytes. */
static void read_twice(struct fat32_file *file)
{
    uint32_t half = file->size / 3, size = file->size;
    uint8_t *whole = malloc(size + 1), *parts = malloc(size + 1);
    struct fat32_file again = *file;
    if (!fat32_read(file, 0, whole, size)) {
        MUST(!fat32_read(&again, 0, parts, half));
        MUST(!fat32_read(&again, half, parts + half, size - half));
        MUST(!memcmp(whole, parts, size));
        fuzz_successes++;
    }
    free(whole);
    free(parts);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const paths[] = {"/ONE",         "/sbin/a long name, of three parts.image",
                                        "/sbin/pieces", "/a/../sbin/./SHORT.TXT",
                                        "/a/b/deep",    "/sbin",
                                        "none"};
    if (size < SECTOR_SIZE)
        return 0;
    struct block_device disk = {.sectors = DISK_SECTORS, .read = read_input};
    struct fat32 *fs = malloc(sizeof *fs);
    input = bytes;
    input_sectors = size / SECTOR_SIZE;
    for (unsigned i = 0; i < sizeof paths / sizeof *paths && !fat32_mount(fs, &disk); i++) {
        struct fat32_file file;
        requests = 0;
        if (!fat32_open(fs, paths[i], &file) && file.size <= LARGEST)
            read_twice(&file);
    }
    free(fs);
    return 0;
}
