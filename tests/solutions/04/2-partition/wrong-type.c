/* MISS the first FAT32 partition of the table: one of the two types is forgotten */
#include "exercise.h"

enum { TABLE = 446, ENTRIES = 4, ENTRY_SIZE = 16, TYPE = 4, FIRST = 8, SECTORS = 12 };
enum { SIGNATURE = 510, FAT32_LBA = 0x0c };

static error read_sectors(struct block_device *device, uint64_t sector, uint32_t count,
                          void *buffer)
{
    struct partition *partition = (struct partition *)device;
    if (sector >= device->sectors || count > device->sectors - sector)
        return error_of("partition: sector %lu is outside of it", sector);
    return partition->disk->read(partition->disk, partition->first + sector, count, buffer);
}

/* The first FAT32 partition of the table. */
static const uint8_t *find_entry(const uint8_t *table)
{
    for (unsigned i = 0; i < ENTRIES; i++) {
        const uint8_t *entry = table + TABLE + i * ENTRY_SIZE;
        if (entry[TYPE] == FAT32_LBA)
            return entry;
    }
    return NULL;
}

error partition_open(struct partition *partition, struct block_device *disk)
{
    uint8_t table[SECTOR_SIZE];
    TRY(disk->read(disk, 0, 1, table));
    if (table[SIGNATURE] != 0x55 || table[SIGNATURE + 1] != 0xaa)
        return error_of("partition: sector 0 has no partition table");
    const uint8_t *entry = find_entry(table);
    if (!entry)
        return error_of("partition: none is for FAT32");
    uint64_t first = le32(entry + FIRST), sectors = le32(entry + SECTORS);
    if (!first || !sectors || first + sectors > disk->sectors)
        return error_of("partition: %lu sectors from %lu on, but the disk has %lu", sectors, first,
                        disk->sectors);
    *partition = (struct partition){{sectors, read_sectors}, disk, first};
    return OK;
}
