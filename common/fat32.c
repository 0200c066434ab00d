/* The boot sector, chains of clusters, and reading. */
#include "fat32.h"

#include "string.h"

#define CLUSTER_MASK 0x0fffffff
#define CLUSTER_BAD  0x0ffffff7
#define CLUSTER_END  0x0ffffff8 /* and above */
#define MIN_CLUSTERS 65525      /* fewer make it a FAT16 */
#define MAX_CLUSTERS 0x0ffffff5 /* more, and a cluster's number could be a mark */

static uint32_t min(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* Their number, and what must be able to number them. */
static error check_clusters(const struct fat32 *fs)
{
    if (fs->clusters < MIN_CLUSTERS)
        return error_of("fat32: %u clusters are too few for FAT32", fs->clusters);
    if (fs->clusters > MAX_CLUSTERS)
        return error_of("fat32: %u clusters are too many for FAT32", fs->clusters);
    if ((uint64_t)fs->fat_sectors * (SECTOR_SIZE / 4) < fs->clusters + 2ul)
        return error_of("fat32: a FAT of %u sectors is too small for %u clusters", fs->fat_sectors,
                        fs->clusters);
    if (fs->root < 2 || fs->root - 2 >= fs->clusters)
        return error_of("fat32: the root directory is at cluster %u of %u", fs->root, fs->clusters);
    return OK;
}

error fat32_mount(struct fat32 *fs, struct block_device *disk)
{
    uint8_t *b = fs->sector;
    fs->disk = disk;
    fs->cached = 0;
    if (!disk->sectors)
        return error_of("fat32: the disk is empty");
    error problem = disk->read(disk, 0, 1, b);
    if (problem)
        return problem;
    if (le16(b + 510) != 0xaa55)
        return error_of("fat32: sector 0 is no boot sector");
    if (le16(b + 11) != SECTOR_SIZE)
        return error_of("fat32: sectors of %u bytes, not of %d", le16(b + 11), SECTOR_SIZE);

    uint32_t per_cluster = b[13], reserved = le16(b + 14), fats = b[16], total = le32(b + 32);
    uint32_t fat_sectors = le32(b + 36);
    if (le16(b + 17) || le16(b + 22) || !fat_sectors)
        return error_of("fat32: a FAT12 or FAT16 disk");
    if (!per_cluster || per_cluster & (per_cluster - 1) || !reserved || !fats)
        return error_of("fat32: the boot sector makes no sense (clusters of %u sectors, %u FATs)",
                        per_cluster, fats);
    uint64_t data_start = reserved + (uint64_t)fats * fat_sectors;
    if (total > disk->sectors || data_start >= total)
        return error_of("fat32: the boot sector tells of %u sectors, the disk has %lu", total,
                        disk->sectors);

    fs->sectors_per_cluster = per_cluster;
    fs->fat_start = reserved;
    fs->fat_sectors = fat_sectors;
    fs->data_start = data_start;
    fs->clusters = (total - data_start) / per_cluster;
    fs->root = le32(b + 44) & CLUSTER_MASK;
    return check_clusters(fs);
}

/* --- Chains --- */

error fat32_next_cluster(struct fat32 *fs, uint32_t cluster, uint32_t *next)
{
    uint32_t sector = fs->fat_start + cluster / (SECTOR_SIZE / 4);
    if (!fs->cached || sector < fs->cached || sector - fs->cached >= FAT_CACHE_SECTORS) {
        uint32_t count = min(FAT_CACHE_SECTORS, fs->fat_start + fs->fat_sectors - sector);
        fs->cached = 0;
        error problem = fs->disk->read(fs->disk, sector, count, fs->cache);
        if (problem)
            return problem;
        fs->cached = sector;
    }
    const uint8_t *at = fs->cache + (sector - fs->cached) * SECTOR_SIZE;
    uint32_t value = le32(at + cluster % (SECTOR_SIZE / 4) * 4) & CLUSTER_MASK;
    if (value < CLUSTER_END && (value < 2 || value - 2 >= fs->clusters))
        return error_of("fat32: cluster %u leads to %s %u", cluster,
                        value == CLUSTER_BAD ? "the bad-cluster mark" : "cluster", value);
    *next = value >= CLUSTER_END ? 0 : value;
    return OK;
}

/* Walks the file's chain to its end: it must be long enough, and end. */
static error check_chain(struct fat32_file *file)
{
    struct fat32 *fs = file->fs;
    uint32_t cluster_size = fs->sectors_per_cluster * SECTOR_SIZE;
    uint32_t needed = file->size / cluster_size + !!(file->size % cluster_size), length = 0;
    uint32_t mark = 0; /* the cluster at the last power of two: in a loop, it comes again */
    if (needed && (file->first_cluster < 2 || file->first_cluster - 2 >= fs->clusters))
        return error_of("fat32: the file starts at cluster %u of %u", file->first_cluster,
                        fs->clusters);
    /* slide: loop */
    for (uint32_t cluster = needed ? file->first_cluster : 0; cluster; length++) {
        if (cluster == mark)
            return error_of("fat32: the file's clusters go round in a loop");
        if (!(length & (length - 1)))
            mark = cluster;
        error problem = fat32_next_cluster(fs, cluster, &cluster);
        if (problem)
            return problem;
    }
    /* end */
    if (length < needed)
        return error_of("fat32: %u bytes need %u clusters, the file has %u", file->size, needed,
                        length);
    return OK;
}

/* --- Files --- */

error fat32_open(struct fat32 *fs, const char *path, struct fat32_file *file)
{
    struct fat32_entry entry = {.first_cluster = fs->root, .is_directory = true};
    for (const char *name = path; *name;) {
        while (*name == '/')
            name++;
        unsigned length = 0;
        while (name[length] && name[length] != '/')
            length++;
        if (!entry.is_directory)
            return error_of("no such file: there is a file where a directory is wanted");
        if (!length)
            break;
        bool found;
        uint32_t directory = entry.first_cluster ? entry.first_cluster : fs->root; /* ".." */
        error problem = fat32_find(fs, directory, name, length, &entry, &found);
        if (problem)
            return problem;
        if (!found)
            return error_of("no such file");
        name += length;
    }
    if (entry.is_directory)
        return error_of("a directory, not a file");
    *file = (struct fat32_file){fs, entry.size, entry.first_cluster, 0, entry.first_cluster};
    return check_chain(file);
}

/* The index-th cluster of the file. Chains only lead forward: going back starts anew. */
static error seek(struct fat32_file *file, uint32_t index)
{
    if (index < file->at_index) {
        file->at_index = 0;
        file->at_cluster = file->first_cluster;
    }
    for (; file->at_index < index; file->at_index++) {
        uint32_t next;
        error problem = fat32_next_cluster(file->fs, file->at_cluster, &next);
        if (problem)
            return problem;
        if (!next)
            return error_of("fat32: the disk changed while it was read");
        file->at_cluster = next;
    }
    return OK;
}

/* Where `wanted` sectors of the file from its index-th sector on begin, and how many of them lie
 * side by side on the disk. */
static error find_run(struct fat32_file *file, uint32_t index, uint32_t wanted, uint64_t *sector,
                      uint32_t *count)
{
    uint32_t per_cluster = file->fs->sectors_per_cluster;
    error problem = seek(file, index / per_cluster);
    if (problem)
        return problem;
    *sector = fat32_sector(file->fs, file->at_cluster) + index % per_cluster;
    *count = per_cluster - index % per_cluster;
    while (*count < wanted) {
        uint32_t last = file->at_cluster;
        problem = seek(file, file->at_index + 1);
        if (problem)
            return problem;
        if (file->at_cluster != last + 1)
            break;
        *count += per_cluster;
    }
    *count = min(*count, wanted);
    return OK;
}

error fat32_read(struct fat32_file *file, uint32_t offset, void *buffer, uint32_t length)
{
    if (offset > file->size || length > file->size - offset)
        return error_of("fat32: bytes %u to %lu asked for, the file has %u", offset,
                        (unsigned long)offset + length, file->size);
    char *to = buffer;
    while (length) {
        struct block_device *disk = file->fs->disk;
        uint32_t skip = offset % SECTOR_SIZE, whole = skip ? 0 : length / SECTOR_SIZE, count, bytes;
        uint64_t sector;
        error problem = find_run(file, offset / SECTOR_SIZE, whole ? whole : 1, &sector, &count);
        if (problem)
            return problem;
        if (whole) {
            problem = disk->read(disk, sector, count, to);
            bytes = count * SECTOR_SIZE;
        } else { /* part of a sector */
            problem = disk->read(disk, sector, 1, file->fs->sector);
            bytes = min(length, SECTOR_SIZE - skip);
            if (!problem)
                memcpy(to, file->fs->sector + skip, bytes);
        }
        if (problem)
            return problem;
        offset += bytes;
        length -= bytes;
        to += bytes;
    }
    return OK;
}
