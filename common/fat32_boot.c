/* The boot sector: what it must say of a FAT32, and what a disk is that has none. */
#include "fat32.h"

#include "string.h"

#define MIN_CLUSTERS 65525      /* fewer make it a FAT16 */
#define MAX_CLUSTERS 0x0ffffff5 /* more, and a cluster's number could be a mark */

/* Fields: Microsoft's FAT specification, 3.1 and 3.3. */
enum {
    SECTOR_BYTES = 11,
    CLUSTER_SECTORS = 13,
    RESERVED_SECTORS = 14,
    FATS = 16,
    ROOT_ENTRIES_16 = 17, /* 0 in a FAT32, as is the next one */
    FAT_SECTORS_16 = 22,
    SECTORS = 32,
    FAT_SECTORS = 36,
    FLAGS = 40,
    VERSION = 42,
    ROOT = 44,
    PARTITIONS = 446,
    SIGNATURE = 510,
};
enum { FLAGS_ACTIVE = 0xf, FLAGS_ONE_FAT = 0x80 }; /* only the active FAT is kept up to date */

/* --- What else a disk can be --- */

/* An entry of a partition table, 16 bytes (UEFI 2.10, 5.2.1). */
enum { STATUS = 0, PARTITION_TYPE = 4, FIRST_SECTOR = 8, PARTITION_SECTORS = 12 };
enum { TYPE_NONE = 0x00, TYPE_GPT = 0xee, STATUS_BOOT = 0x80 };

/* The kind of partition table in this sector; NULL if it has none. */
static const char *partition_table(const uint8_t *boot)
{
    const char *kind = NULL;
    for (const uint8_t *p = boot + PARTITIONS; p < boot + SIGNATURE; p += 16) {
        if (p[STATUS] & ~STATUS_BOOT)
            return NULL; /* these bytes are something else */
        if (p[PARTITION_TYPE] != TYPE_NONE && le32(p + FIRST_SECTOR) && le32(p + PARTITION_SECTORS))
            kind = p[PARTITION_TYPE] == TYPE_GPT ? "GPT" : kind ?: "MBR";
    }
    return kind;
}

/* A boot sector with sectors of another size, or with none: perhaps it is not one. */
static error check_kind(const uint8_t *boot)
{
    const char *partitions = partition_table(boot);
    if (!memcmp(boot, "QFI\xfb", 4))
        return error_of("fat32: a qcow2 image; qemu-img convert -O raw makes a disk of it");
    if (le16(boot + SIGNATURE) != 0xaa55)
        return error_of("fat32: sector 0 is not a boot sector: format the disk as FAT32");
    if (!memcmp(boot + 3, "NTFS    ", 8) || !memcmp(boot + 3, "EXFAT   ", 8))
        return error_of("fat32: an %s disk: format it as FAT32", boot[3] == 'N' ? "NTFS" : "exFAT");
    if (le16(boot + SECTOR_BYTES) != SECTOR_SIZE && partitions)
        return error_of("fat32: a disk with a partition table (%s): its FAT32 must begin at sector "
                        "0, without one",
                        partitions);
    if (le16(boot + SECTOR_BYTES) != SECTOR_SIZE)
        return error_of("fat32: sectors of %u bytes, not of %d", le16(boot + SECTOR_BYTES),
                        SECTOR_SIZE);
    if (le16(boot + ROOT_ENTRIES_16) || le16(boot + FAT_SECTORS_16) || !le32(boot + FAT_SECTORS))
        return error_of("fat32: a FAT12 or FAT16 disk: format it as FAT32");
    if (le16(boot + VERSION))
        return error_of("fat32: version %u.%u of FAT32, only 0.0 is known", boot[VERSION + 1],
                        boot[VERSION]);
    return OK;
}

/* --- What a FAT32 says of itself --- */

/* Where its parts lie. */
static error read_layout(struct fat32 *fs, const uint8_t *boot)
{
    uint32_t per_cluster = boot[CLUSTER_SECTORS], fats = boot[FATS], total = le32(boot + SECTORS);
    uint32_t reserved = le16(boot + RESERVED_SECTORS), fat_sectors = le32(boot + FAT_SECTORS);
    uint32_t flags = le16(boot + FLAGS), active = flags & FLAGS_ONE_FAT ? flags & FLAGS_ACTIVE : 0;
    if (!per_cluster || per_cluster & (per_cluster - 1) || !reserved || !fats)
        return error_of("fat32: the boot sector is not valid (clusters of %u sectors, %u FATs)",
                        per_cluster, fats);
    if (active >= fats)
        return error_of("fat32: FAT %u is in use, of %u (the first is FAT 0)", active, fats);
    uint64_t data_start = reserved + (uint64_t)fats * fat_sectors;
    if (total > fs->disk->sectors)
        return error_of("fat32: the boot sector claims %u sectors, but the disk has %lu", total,
                        fs->disk->sectors);
    if (data_start >= total)
        return error_of("fat32: %u FATs of %u sectors leave none of the %u for files", fats,
                        fat_sectors, total);
    fs->sectors_per_cluster = per_cluster;
    fs->fat_start = reserved + active * fat_sectors;
    fs->fat_sectors = fat_sectors;
    fs->data_start = data_start;
    fs->clusters = (total - data_start) / per_cluster;
    fs->root = le32(boot + ROOT) & CLUSTER_MASK;
    return OK;
}

/* Checks the cluster count, the FAT's size, and the root directory's cluster. */
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
    fs->disk = disk;
    fs->in_cache = fs->fat_reads = 0;
    if (!disk->sectors)
        return error_of("fat32: the disk is empty");
    TRY(disk->read(disk, 0, 1, fs->sector));
    TRY(check_kind(fs->sector));
    TRY(read_layout(fs, fs->sector));
    return check_clusters(fs);
}
