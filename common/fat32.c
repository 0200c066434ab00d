/* Chains of clusters, and reading. */
#include "fat32.h"

#include "string.h"

#define CLUSTER_BAD 0x0ffffff7
#define CLUSTER_END 0x0ffffff8 /* and above */

/* At most: what takes seconds, when each step of a chain needs another part of the FAT. */
#define FAT_READS 65536

static uint32_t min(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* --- Chains --- */

error fat32_next_cluster(struct fat32 *fs, uint32_t cluster, uint32_t *next)
{
    uint32_t sector = fs->fat_start + cluster / (SECTOR_SIZE / 4);
    if (sector - fs->cached >= fs->in_cache) { /* in front of it, too: the difference wraps */
        uint32_t count = min(FAT_CACHE_SECTORS, fs->fat_start + fs->fat_sectors - sector);
        fs->in_cache = 0;
        if (fs->fat_reads++ == FAT_READS)
            return error_of("fat32: the FAT was read %d times: the clusters are too scattered",
                            FAT_READS);
        TRY(fs->disk->read(fs->disk, sector, count, fs->cache));
        fs->cached = sector;
        fs->in_cache = count;
    }
    const uint8_t *at = fs->cache + (sector - fs->cached) * SECTOR_SIZE;
    uint32_t value = le32(at + cluster % (SECTOR_SIZE / 4) * 4) & CLUSTER_MASK;
    if (value < CLUSTER_END && (value < 2 || value - 2 >= fs->clusters))
        return error_of("fat32: cluster %u is followed by %s %u", cluster,
                        value == CLUSTER_BAD ? "the bad-cluster mark" : "cluster", value);
    *next = value >= CLUSTER_END ? 0 : value;
    return OK;
}

/* How many clusters that many bytes need. */
static uint32_t clusters_of(const struct fat32 *fs, uint32_t bytes)
{
    uint32_t size = fs->sectors_per_cluster * SECTOR_SIZE;
    return bytes / size + !!(bytes % size);
}

/*
 * The file's first `wanted` clusters exist, and none of them comes twice. A loop among them shows
 * within three times as many steps, so that what is walked is bounded by what is read. Looks twice
 * as far as it must: then reading a file bit by bit seldom has to look further.
 */
static error check_chain(struct fat32_file *file, uint32_t wanted)
{
    struct fat32 *fs = file->fs;
    uint32_t length = file->walked, cluster = length ? file->walk_cluster : file->first_cluster;
    uint32_t mark = file->walk_mark; /* that at the last power of two: in a loop, it comes again */
    if (wanted <= file->checked)
        return OK;
    if (!length && (cluster < 2 || cluster - 2 >= fs->clusters))
        return error_of("fat32: the file starts at cluster %u of %u", cluster, fs->clusters);
    /* slide: loop */
    for (; cluster && length < 2 * 3 * wanted; length++) {
        if (cluster == mark)
            return error_of("fat32: the file's cluster chain is a loop");
        if (!(length & (length - 1)))
            mark = cluster;
        TRY(fat32_next_cluster(fs, cluster, &cluster));
    }
    /* end */
    file->walked = length;
    file->walk_cluster = cluster;
    file->walk_mark = mark;
    if (length < wanted)
        return error_of("fat32: %u bytes need %u clusters, but the file has %u", file->size,
                        clusters_of(fs, file->size), length);
    file->checked = cluster ? 2 * wanted : length;
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
            return error_of("no such file: part of the path is not a directory");
        if (!length)
            break;
        bool found;
        uint32_t directory = entry.first_cluster ? entry.first_cluster : fs->root; /* ".." */
        TRY(fat32_find(fs, directory, name, length, &entry, &found));
        if (!found)
            return error_of("no such file");
        name += length;
    }
    if (entry.is_directory)
        return error_of("a directory, not a file");
    *file = (struct fat32_file){.fs = fs,
                                .size = entry.size,
                                .first_cluster = entry.first_cluster,
                                .at_cluster = entry.first_cluster};
    return OK;
}

/* The index-th cluster of the file. Chains only lead forward: going back starts again. */
static error seek(struct fat32_file *file, uint32_t index)
{
    if (index < file->at_index) {
        file->at_index = 0;
        file->at_cluster = file->first_cluster;
    }
    for (; file->at_index < index; file->at_index++) {
        uint32_t next;
        TRY(fat32_next_cluster(file->fs, file->at_cluster, &next));
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
    TRY(seek(file, index / per_cluster));
    *sector = fat32_sector(file->fs, file->at_cluster) + index % per_cluster;
    *count = per_cluster - index % per_cluster;
    while (*count < wanted) {
        uint32_t last = file->at_cluster;
        TRY(seek(file, file->at_index + 1));
        if (file->at_cluster != last + 1)
            break;
        *count += per_cluster;
    }
    *count = min(*count, wanted);
    return OK;
}

/* Reads the first *length bytes or fewer: the sectors that lie side by side, or part of one. */
static error read_piece(struct fat32_file *file, uint32_t offset, void *to, uint32_t *length)
{
    struct block_device *disk = file->fs->disk;
    uint32_t skip = offset % SECTOR_SIZE, whole = skip ? 0 : *length / SECTOR_SIZE, count;
    uint64_t sector;
    TRY(find_run(file, offset / SECTOR_SIZE, whole ? whole : 1, &sector, &count));
    if (whole) {
        *length = count * SECTOR_SIZE;
        return disk->read(disk, sector, count, to);
    }
    *length = min(*length, SECTOR_SIZE - skip);
    TRY(disk->read(disk, sector, 1, file->fs->sector));
    memcpy(to, file->fs->sector + skip, *length);
    return OK;
}

error fat32_read(struct fat32_file *file, uint32_t offset, void *buffer, uint32_t length)
{
    if (offset > file->size || length > file->size - offset)
        return error_of("fat32: bytes %u to %lu requested, but the file has %u", offset,
                        (unsigned long)offset + length, file->size);
    if (length)
        TRY(check_chain(file, clusters_of(file->fs, offset + length)));
    for (char *to = buffer; length;) {
        uint32_t bytes = length;
        TRY(read_piece(file, offset, to, &bytes));
        offset += bytes;
        length -= bytes;
        to += bytes;
    }
    return OK;
}
