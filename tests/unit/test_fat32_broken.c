/* FAT32 disks whose boot sector lies, and disks full of rubbish. */
#include "memory_disk.h"

#include <stdlib.h>
#include <string.h>

/* Values of what belongs to the image with clusters of one sector. */
#define SECTORS 67100

static const struct {
    unsigned at, bytes;
    uint64_t value;
    const char *says;
} boot_lies[] = {
    {510, 2, 0, "sector 0 is not a boot sector"},
    {510, 2, 0x55aa, "sector 0 is not a boot sector"},
    {11, 2, 0, "sectors of 0 bytes"},
    {11, 2, 1024, "sectors of 1024 bytes"},
    {11, 2, 4096, "sectors of 4096 bytes"},
    {13, 1, 0, "clusters of 0 sectors"},
    {13, 1, 3, "clusters of 3 sectors"},
    {13, 1, 255, "clusters of 255 sectors"},
    {13, 1, 2, "too few for FAT32"},
    {13, 1, 128, "too few for FAT32"},
    {14, 2, 0, "boot sector is not valid"},
    {14, 2, 0xffff, "too few for FAT32"},
    {16, 1, 0, "0 FATs"},
    {16, 1, 255, "255 FATs of 516 sectors leave none of the 67100 for files"},
    {17, 2, 512, "FAT12 or FAT16"},
    {22, 2, 256, "FAT12 or FAT16"},
    {36, 4, 0, "FAT12 or FAT16"},
    {36, 4, 1, "a FAT of 1 sectors is too small"},
    {36, 4, 511, "a FAT of 511 sectors is too small"},
    {36, 4, 0x80000000, "2 FATs of 2147483648 sectors leave none of the 67100 for files"},
    {36, 4, 0xffffffff, "2 FATs of 4294967295 sectors leave none of the 67100 for files"},
    {32, 4, 0, "leave none of the 0 for files"},
    {32, 4, 1000, "leave none of the 1000 for files"},
    {32, 4, SECTORS + 1, "claims 67101 sectors, but the disk has 67100"},
    {32, 4, 0xffffffff, "claims 4294967295 sectors"},
    {32, 4, 60000, "too few for FAT32"},
    {42, 2, 0x0001, "version 0.1 of FAT32"},
    {42, 2, 0x0100, "version 1.0 of FAT32"},
    {44, 4, 0, "root directory is at cluster 0"},
    {44, 4, 1, "root directory is at cluster 1"},
    {44, 4, 0x0fffffff, "root directory is at cluster"},
    {44, 4, SECTORS, "root directory is at cluster"},
};

static void test_boot_sectors(void)
{
    for (unsigned i = 0; i < sizeof boot_lies / sizeof *boot_lies; i++) {
        use_disk(1);
        CHECK_EQUAL(disk.device.sectors, SECTORS);
        unit_case("0x%lx at byte %u", boot_lies[i].value, boot_lies[i].at);
        put(disk.bytes + boot_lies[i].at, boot_lies[i].value, boot_lies[i].bytes);
        CHECK_ERROR(fat32_mount(&fs, &disk.device), boot_lies[i].says);
    }
}

static void test_limits_of_the_boot_sector(void)
{
    use_disk(1);
    uint32_t clusters = fs.clusters, data_start = fs.data_start;
    put(disk.bytes + 44, clusters + 1, 4); /* the last cluster there is */
    CHECK_OK(fat32_mount(&fs, &disk.device));
    put(disk.bytes + 44, clusters + 2, 4);
    CHECK_ERROR(fat32_mount(&fs, &disk.device), "root directory");
    put(disk.bytes + 44, 2, 4);
    put(disk.bytes + 32, data_start + 65525, 4);
    CHECK_OK(fat32_mount(&fs, &disk.device));
    put(disk.bytes + 32, data_start + 65524, 4);
    CHECK_ERROR(fat32_mount(&fs, &disk.device), "65524 clusters are too few");
}

/* A FAT of 512 sectors numbers 65,536 clusters, and the first two numbers are not used. */
static void test_a_fat_that_is_just_large_enough(void)
{
    use_disk(1);
    put(disk.bytes + 36, 512, 4);
    uint32_t data_start = fs.fat_start + 2 * 512;
    put(disk.bytes + 32, data_start + 65534, 4);
    CHECK_OK(fat32_mount(&fs, &disk.device));
    put(disk.bytes + 32, data_start + 65535, 4);
    CHECK_ERROR(fat32_mount(&fs, &disk.device), "512 sectors is too small for 65535 clusters");
}

/* A disk cut off, and one that is none. */
static void test_small_disks(void)
{
    use_disk(1);
    disk.device.sectors = 0;
    CHECK_ERROR(fat32_mount(&fs, &disk.device), "the disk is empty");
    disk.device.sectors = 1;
    CHECK_ERROR(fat32_mount(&fs, &disk.device), "the disk has 1");
    disk.device.sectors = SECTORS - 1;
    CHECK_ERROR(fat32_mount(&fs, &disk.device), "the disk has 67099");
}

/* More clusters than their numbers can tell from the marks of the FAT: a disk of 2 TiB. */
static uint8_t boot[SECTOR_SIZE];
static error read_huge(struct block_device *device, uint64_t sector, uint32_t count, void *buffer)
{
    memset(buffer, 0xf7, (size_t)count * SECTOR_SIZE);
    if (!sector)
        memcpy(buffer, boot, SECTOR_SIZE);
    return OK;
}

static void test_too_many_clusters(void)
{
    use_disk(1);
    memcpy(boot, disk.bytes, SECTOR_SIZE);
    uint32_t fat_sectors = 34000000, data_start = 32 + 2 * fat_sectors;
    put(boot + 14, 32, 2);
    put(boot + 36, fat_sectors, 4);
    struct block_device huge = {.sectors = 1ul << 32, .read = read_huge};
    put(boot + 32, 0xffffffff, 4);
    CHECK_ERROR(fat32_mount(&fs, &huge), "clusters are too many for FAT32");
    put(boot + 32, data_start + 0x0ffffff6, 4);
    CHECK_ERROR(fat32_mount(&fs, &huge), "268435446 clusters are too many for FAT32");
    put(boot + 32, data_start + 0x0ffffff5, 4); /* numbered up to 0x0ffffff6 */
    CHECK_OK(fat32_mount(&fs, &huge));
}

/* --- Rubbish --- */

static void try_everything(void)
{
    static const char *const paths[] = {
        "/sbin/big",  "/sbin/pieces", "/a/b/c/d/e/f/deep.txt", "/sbin/A Long Name.with dots.image",
        "/many/last", "/none"};
    static uint8_t buffer[5000];
    for (unsigned i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct fat32_file file;
        if (fat32_open(&fs, paths[i], &file))
            continue;
        uint32_t length = file.size < sizeof buffer ? file.size : sizeof buffer;
        fat32_read(&file, 0, buffer, length);
        fat32_read(&file, file.size - length, buffer, length);
    }
}

static void test_rubbish_boot_sectors(void)
{
    use_disk(8);
    uint8_t good[SECTOR_SIZE];
    memcpy(good, disk.bytes, SECTOR_SIZE);
    unsigned mounted = 0;
    for (unsigned round = 0; round < 20000; round++) {
        memcpy(disk.bytes, good, SECTOR_SIZE);
        unit_case("round %u", round);
        for (unsigned i = 0; i < 1 + round % 2; i++)
            disk.bytes[11 + unit_random(40)] = unit_random(256);
        if (fat32_mount(&fs, &disk.device))
            continue;
        mounted++;
        if (round % 8 == 0)
            try_everything();
    }
    CHECK(mounted > 1000);
}

/* Bytes of the FAT and of directories: whatever they say, nothing outside the disk is read (the
 * disk sees to it), and each attempt ends. */
static void test_rubbish_in_fat_and_directories(void)
{
    use_disk(1);
    uint64_t fat = (uint64_t)fs.fat_start * SECTOR_SIZE;
    uint8_t *data = cluster_bytes(2);
    size_t fat_bytes = 2400 * 4, data_bytes = 30 * SECTOR_SIZE;
    uint8_t *good = malloc(fat_bytes + data_bytes);
    memcpy(good, disk.bytes + fat, fat_bytes);
    memcpy(good + fat_bytes, data, data_bytes);
    for (unsigned round = 0; round < 800; round++) {
        memcpy(disk.bytes + fat, good, fat_bytes);
        memcpy(data, good + fat_bytes, data_bytes);
        unit_case("round %u", round);
        for (unsigned i = 0; i < 1 + round % 30; i++) {
            if (unit_random(2))
                disk.bytes[fat + unit_random(fat_bytes)] = unit_random(256);
            else
                data[unit_random(data_bytes)] = unit_random(256);
        }
        fs.in_cache = 0;
        try_everything();
    }
    free(good);
}

int main(void)
{
    RUN(test_boot_sectors);
    RUN(test_limits_of_the_boot_sector);
    RUN(test_a_fat_that_is_just_large_enough);
    RUN(test_small_disks);
    RUN(test_too_many_clusters);
    RUN(test_partition_tables);
    RUN(test_other_disks);
    RUN(test_active_fat);
    RUN(test_rubbish_boot_sectors);
    RUN(test_rubbish_in_fat_and_directories);
    RUN(test_chains);
    RUN(test_chains_that_loop);
    RUN(test_loops_further_on);
    RUN(test_work_is_bounded);
    RUN(test_sizes_and_starts);
    RUN(test_long_names);
    RUN(test_broken_long_names);
    RUN(test_paths);
    RUN(test_kinds);
    RUN(test_broken_directories);
    return unit_end("fat32_broken");
}
