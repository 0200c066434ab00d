#include "disk.h"

#include "machine.h"
#include "random.h"
#include "string.h"

enum { ENTRIES = 446, ENTRY_SIZE = 16, TYPE = 4, FIRST = 8, SECTORS = 12, SIGNATURE = 510 };
enum { WORDS = SECTOR_SIZE / sizeof(uint64_t) };

static uint64_t word_of(const struct test_disk *disk, uint64_t sector, unsigned word)
{
    return disk->key ^ (sector * WORDS + word);
}

static error read_sectors(struct block_device *device, uint64_t sector, uint32_t count,
                          void *buffer)
{
    struct test_disk *disk = (struct test_disk *)device;
    disk->read += count;
    if (sector > device->sectors || count > device->sectors - sector)
        return error_of("disk: sector 0x%lx is not on the disk", sector);
    if (disk->inner && sector >= disk->inner_at &&
        sector + count <= disk->inner_at + disk->inner->sectors)
        return disk->inner->read(disk->inner, sector - disk->inner_at, count, buffer);
    for (uint8_t *to = buffer; count--; to += SECTOR_SIZE, sector++) {
        for (unsigned i = 0; i < WORDS; i++)
            memcpy(to + i * sizeof(uint64_t), &(uint64_t){word_of(disk, sector, i)},
                   sizeof(uint64_t));
        if (!sector)
            memcpy(to, disk->table, SECTOR_SIZE);
    }
    return disk->fails ? error_of("disk: a read error") : OK;
}

bool disk_holds(const struct test_disk *disk, uint64_t sector, uint32_t count, const void *buffer)
{
    const uint64_t *word = buffer;
    for (unsigned i = 0; i < count * WORDS; i++) {
        if (word[i] != word_of(disk, sector, i))
            return false;
    }
    return true;
}

static void put(uint8_t *at, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        at[i] = value >> 8 * i;
}

void disk_set_entry(struct test_disk *disk, unsigned entry, uint8_t type, uint32_t first,
                    uint32_t sectors)
{
    uint8_t *at = disk->table + ENTRIES + entry * ENTRY_SIZE;
    put(at, 0xfffffe00 | (random_below(2) ? 0x80 : 0)); /* boots or not; what CHS once was */
    put(at + TYPE, 0xfffffe00 | type);
    put(at + FIRST, first);
    put(at + SECTORS, sectors);
}

void disk_make(struct test_disk *disk)
{
    static const uint8_t types[] = {0x83, 0x07, 0x05, 0xee, 0x06, 0x0e, 0x1b}; /* not FAT32 */
    *disk = (struct test_disk){.device = {.read = read_sectors}, .key = random_bits()};
    disk->device.sectors = (4 << 20) + random_below(1 << 20);
    for (unsigned i = 0; i < SECTOR_SIZE; i++)
        disk->table[i] = random_bits();
    disk->table[SIGNATURE] = 0x55;
    disk->table[SIGNATURE + 1] = 0xaa;
    for (unsigned i = 0; i < TABLE_ENTRIES; i++)
        disk_set_entry(disk, i, types[random_below(ARRAY_LENGTH(types))], 1 + random_below(1 << 16),
                       1 + random_below(1 << 16));
}
