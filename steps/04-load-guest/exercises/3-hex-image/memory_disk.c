#include "memory_disk.h"

#include "string.h"

/* Microsoft's FAT specification, 3: the smallest FAT32, with clusters of one sector. The file's
 * come in order, beginning with an odd one of the FAT. */
enum { FAT_START = 32, FAT_SECTORS = 512, DATA_START = FAT_START + FAT_SECTORS, CLUSTERS = 65530 };
enum { ROOT = 2, FILE = 131, PER_SECTOR = SECTOR_SIZE / 4, END_OF_CHAIN = 0x0fffffff };

static const char *content;
static uint32_t content_size;

static void put(uint8_t *at, uint32_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        at[i] = value >> 8 * i;
}

static void make_boot_sector(uint8_t *to)
{
    put(to + 11, SECTOR_SIZE, 2);
    put(to + 13, 1, 1); /* sectors of a cluster */
    put(to + 14, FAT_START, 2);
    put(to + 16, 1, 1); /* FATs */
    put(to + 32, DATA_START + CLUSTERS, 4);
    put(to + 36, FAT_SECTORS, 4);
    put(to + 44, ROOT, 4);
    put(to + 510, 0xaa55, 2);
}

static void make_fat(uint8_t *to, uint32_t first)
{
    uint32_t last = FILE + (content_size - 1) / SECTOR_SIZE;
    for (uint32_t i = 0, cluster = first; i < PER_SECTOR; i++, cluster++) {
        if (cluster == ROOT || cluster == last)
            put(to + 4 * i, END_OF_CHAIN, 4);
        else if (cluster >= FILE && cluster < last)
            put(to + 4 * i, cluster + 1, 4);
    }
}

static void make_root(uint8_t *to)
{
    memcpy(to, "IMAGE   HEX\x20", 12);
    put(to + 26, FILE, 2);
    put(to + 28, content_size, 4);
}

static void make_sector(uint32_t sector, uint8_t *to)
{
    memset(to, 0, SECTOR_SIZE);
    if (!sector)
        make_boot_sector(to);
    else if (sector >= FAT_START && sector < DATA_START)
        make_fat(to, (sector - FAT_START) * PER_SECTOR);
    else if (sector == DATA_START)
        make_root(to);
    else if (sector >= DATA_START + FILE - ROOT) {
        uint32_t at = (sector - (DATA_START + FILE - ROOT)) * SECTOR_SIZE;
        uint32_t left = at < content_size ? content_size - at : 0;
        memset(to, '0', SECTOR_SIZE); /* what follows the file's end looks like more of it */
        memcpy(to, content + at, left < SECTOR_SIZE ? left : SECTOR_SIZE);
    }
}

static error read_sectors(struct block_device *disk, uint64_t sector, uint32_t count, void *buffer)
{
    for (uint8_t *to = buffer; count--; to += SECTOR_SIZE)
        make_sector(sector++, to);
    return OK;
}

struct block_device *disk_with(const char *bytes, uint32_t size)
{
    static struct block_device disk = {DATA_START + CLUSTERS, read_sectors};
    content = bytes;
    content_size = size;
    return &disk;
}
