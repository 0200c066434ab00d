/* Disks that are no FAT32 but something else, and which of its FATs is in use. */
#include "memory_disk.h"

#include <string.h>

enum { FLAGS = 40, TABLE = 446 };

/* Puts an entry into the partition table of an empty sector 0. */
static void partition(unsigned i, uint8_t status, uint8_t type, uint32_t first, uint32_t sectors)
{
    uint8_t *entry = disk.bytes + TABLE + 16 * i;
    entry[0] = status;
    entry[4] = type;
    put(entry + 8, first, 4);
    put(entry + 12, sectors, 4);
}

static void empty_sector(void)
{
    use_disk(1);
    memset(disk.bytes, 0, SECTOR_SIZE);
    put(disk.bytes + 510, 0xaa55, 2);
}

void test_partition_tables(void)
{
    empty_sector();
    CHECK_ERROR(fat32_mount(&fs, &disk.device), "sectors of 0 bytes"); /* no partition in it */
    partition(0, 0, 0xee, 1, 67099);
    CHECK_ERROR(fat32_mount(&fs, &disk.device), "a disk with a partition table (GPT)");
    for (unsigned i = 0; i < 4; i++) {
        empty_sector();
        unit_case("partition %u", i);
        partition(i, i & 1 ? 0x80 : 0, 0x0c, 2048, 65000);
        CHECK_ERROR(fat32_mount(&fs, &disk.device), "a disk with a partition table (MBR)");
        partition(3 - i, 0x81, 0x0c, 2048, 65000); /* then these bytes are something else */
        CHECK_ERROR(fat32_mount(&fs, &disk.device), "sectors of 0 bytes");
    }
    empty_sector();
    partition(0, 0, 0x0c, 0, 65000);
    partition(1, 0, 0x0c, 2048, 0);
    CHECK_ERROR(fat32_mount(&fs, &disk.device), "sectors of 0 bytes");

    use_disk(1); /* a FAT32 with code where the table would be, as mformat writes it, is one */
    partition(1, 0x80, 0x0c, 2048, 65000);
    CHECK_OK(fat32_mount(&fs, &disk.device));
}

void test_other_disks(void)
{
    static const struct {
        unsigned at;
        const char *bytes, *says;
    } others[] = {
        {3, "NTFS    ", "an NTFS disk"},
        {3, "EXFAT   ", "an exFAT disk"},
        {0, "QFI\xfb", "a qcow2 image"},
    };
    for (unsigned i = 0; i < sizeof others / sizeof *others; i++) {
        empty_sector();
        memcpy(disk.bytes + others[i].at, others[i].bytes, strlen(others[i].bytes));
        CHECK_ERROR(fat32_mount(&fs, &disk.device), others[i].says);
    }
}

/* Bit 7 says that only one FAT is kept up to date, and bits 0 to 3 which one. */
void test_active_fat(void)
{
    static const struct {
        uint16_t flags;
        unsigned active;
    } cases[] = {{0x00, 0}, {0x01, 0}, {0x0f, 0}, {0x80, 0}, {0x81, 1}, {0xff91, 1}};
    use_disk(8);
    uint64_t start = (uint64_t)fs.fat_start * SECTOR_SIZE, size = fs.fat_sectors * SECTOR_SIZE;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        use_disk(8);
        unit_case("flags 0x%x", cases[i].flags);
        put(disk.bytes + FLAGS, cases[i].flags, 2);
        memset(disk.bytes + start + !cases[i].active * size, 0xee, size); /* the other one */
        CHECK_OK(fat32_mount(&fs, &disk.device));
        struct fat32_file file = opened("/sbin/pieces");
        CHECK(reads_as(&file, "pieces"));
        memset(disk.bytes + start + cases[i].active * size, 0xee, size);
        CHECK_OK(fat32_mount(&fs, &disk.device));
        CHECK_ERROR(try_read("/sbin/pieces"), "is followed by cluster");
    }
    use_disk(8); /* it has two */
    put(disk.bytes + FLAGS, 0x82, 2);
    CHECK_ERROR(fat32_mount(&fs, &disk.device), "FAT 2 is in use, of 2 (the first is FAT 0)");
    disk.bytes[16] = 15;
    put(disk.bytes + FLAGS, 0x8f, 2);
    CHECK_ERROR(fat32_mount(&fs, &disk.device), "FAT 15 is in use, of 15");
}
