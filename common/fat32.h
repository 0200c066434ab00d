/*
 * Reading files from a FAT32 disk without a partition table (Microsoft's FAT specification, 1.03).
 * Nothing on the disk is trusted: every number is checked against the disk's size before it is
 * used.
 */
#pragma once

#include "block.h"

#include <stdbool.h>

#define FAT_CACHE_SECTORS 8

struct fat32 {
    struct block_device *disk;
    uint32_t sectors_per_cluster;
    uint32_t fat_start, fat_sectors; /* the FAT that is in use, in sectors */
    uint32_t data_start;             /* the sector of cluster 2 */
    uint32_t clusters;               /* those of data; they are numbered from 2 on */
    uint32_t root;                   /* the root directory's first cluster */

    uint32_t fat_reads;        /* how often the cache was filled */
    uint32_t cached, in_cache; /* its first sector, and how many are in it */
    _Alignas(8) uint8_t cache[FAT_CACHE_SECTORS * SECTOR_SIZE]; /* of the FAT */
    _Alignas(8) uint8_t sector[SECTOR_SIZE]; /* a directory's, or a file's edge */
};

struct fat32_file {
    struct fat32 *fs;
    uint32_t size;          /* bytes */
    uint32_t first_cluster; /* 0 for an empty file */
    uint32_t checked;       /* that many clusters from the first on are known to be good */
    uint32_t walked, walk_cluster, walk_mark; /* how far check_chain() has come */
    /* Where the last read ended, so that reading on does not walk the chain again. */
    uint32_t at_index, at_cluster;
};

/* Reads the boot sector. Of two FATs it names the one that is in use. */
error fat32_mount(struct fat32 *fs, struct block_device *disk);

/* Finds "/dir/name", without regard to case, by its long or its short name. */
error fat32_open(struct fat32 *fs, const char *path, struct fat32_file *file);

/* Reads length bytes from offset on; they must lie within the file. Whole sectors go straight to
 * the buffer, as many at once as lie side by side. Before the first byte is read, the chain of
 * clusters up to the last one is known to be long enough, to be without a loop, and to stay on the
 * disk; the walk that finds this out ends soon after, however long the chain is. */
error fat32_read(struct fat32_file *file, uint32_t offset, void *buffer, uint32_t length);

/* --- Shared by fat32.c, fat32_boot.c and fat32_dir.c --- */

#define CLUSTER_MASK 0x0fffffff /* a cluster's number has 28 bits */

/* The cluster after that one; *next is 0 at the end of the chain. */
error fat32_next_cluster(struct fat32 *fs, uint32_t cluster, uint32_t *next);

/* The first sector of a cluster. */
static inline uint64_t fat32_sector(const struct fat32 *fs, uint32_t cluster)
{
    return fs->data_start + (uint64_t)(cluster - 2) * fs->sectors_per_cluster;
}

/* Looks one name up in a directory. */
struct fat32_entry {
    uint32_t first_cluster, size;
    bool is_directory;
};
error fat32_find(struct fat32 *fs, uint32_t directory, const char *name, unsigned length,
                 struct fat32_entry *entry, bool *found);

/* Little-endian numbers on the disk. */
static inline uint32_t le16(const uint8_t *at)
{
    return at[0] | at[1] << 8;
}

static inline uint32_t le32(const uint8_t *at)
{
    return le16(at) | le16(at + 2) << 16;
}
