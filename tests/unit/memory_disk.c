#define _GNU_SOURCE /* memmem */
#include "memory_disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct memory_disk disk;
struct fat32 fs;

static error read_memory(struct block_device *device, uint64_t sector, uint32_t count, void *buffer)
{
    disk.requests++;
    if (!CHECK(count && sector < device->sectors && count <= device->sectors - sector))
        exit(1);
    if (disk.requests == disk.fail_at) {
        memset(buffer, 0xee, (size_t)count * SECTOR_SIZE); /* it may have begun to answer */
        return error_of("disk: request %u fails", disk.requests);
    }
    memcpy(buffer, disk.bytes + sector * SECTOR_SIZE, (size_t)count * SECTOR_SIZE);
    return OK;
}

void use_disk(unsigned per_cluster)
{
    char path[64];
    uint64_t size;
    snprintf(path, sizeof path, FIXTURES "/fat-%u.img", per_cluster);
    disk = (struct memory_disk){.device = {.read = read_memory}};
    disk.bytes = host_file(path, &size);
    disk.device.sectors = size / SECTOR_SIZE;
    CHECK_OK(fat32_mount(&fs, &disk.device));
    CHECK_EQUAL(fs.sectors_per_cluster, per_cluster);
}

uint8_t *expected(const char *name, uint64_t *size)
{
    char path[128];
    snprintf(path, sizeof path, FIXTURES "/fat-%u.img.files/%s", fs.sectors_per_cluster, name);
    return host_file(path, size);
}

bool reads_as(struct fat32_file *file, const char *name)
{
    uint64_t size;
    uint8_t *wanted = expected(name, &size), *is = malloc(size);
    bool same = CHECK_EQUAL(file->size, size) && CHECK_OK(fat32_read(file, 0, is, size)) &&
                !memcmp(is, wanted, size);
    free(is);
    return same;
}

struct fat32_file opened(const char *path)
{
    struct fat32_file file = {0};
    if (!CHECK_OK(fat32_open(&fs, path, &file)))
        exit(1);
    return file;
}

error try_open(const char *path)
{
    struct fat32_file file;
    return fat32_open(&fs, path, &file);
}

error try_read(const char *path)
{
    struct fat32_file file;
    char byte;
    error problem = fat32_open(&fs, path, &file);
    return problem ? problem : fat32_read(&file, file.size - 1, &byte, 1);
}

/* --- For breaking it --- */

static uint8_t *fat_entry(uint32_t cluster)
{
    return disk.bytes + (uint64_t)fs.fat_start * SECTOR_SIZE + cluster * 4ul;
}

uint32_t fat_of(uint32_t cluster)
{
    return le32(fat_entry(cluster));
}

void set_fat(uint32_t cluster, uint32_t value)
{
    put(fat_entry(cluster), value, 4);
    fs.in_cache = 0; /* a disk does not change behind the reader's back */
}

uint8_t *cluster_bytes(uint32_t cluster)
{
    return disk.bytes + fat32_sector(&fs, cluster) * SECTOR_SIZE;
}

uint8_t *entry_named(const char *short_name)
{
    uint8_t *from = cluster_bytes(2);
    uint64_t room = disk.device.sectors * SECTOR_SIZE - (from - disk.bytes);
    uint8_t *at = memmem(from, room < 16 << 20 ? room : 16 << 20, short_name, 11);
    if (!CHECK(at && (at - from) % 32 == 0))
        exit(1);
    return at;
}
