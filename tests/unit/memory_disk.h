/* Shared by the tests of the FAT32 reader: a disk in memory, which counts and can fail. */
#pragma once

#include "fat32.h"
#include "unit.h"

extern struct memory_disk {
    struct block_device device; /* first: it is what the reader holds */
    uint8_t *bytes;
    unsigned requests;
    unsigned fail_at; /* the request that fails; 0 is none */
} disk;

extern struct fat32 fs;

/* Opens the image with clusters of so many sectors, and mounts it. Changes stay in memory. */
void use_disk(unsigned per_cluster);

/* What a file of the image should read as. */
uint8_t *expected(const char *name, uint64_t *size);

/* Whether all of the file reads as the one of that name. */
bool reads_as(struct fat32_file *file, const char *name);

/* Opens the file, which must succeed. */
struct fat32_file opened(const char *path);

/* Opens a file and throws it away. */
error try_open(const char *path);

/* And reads its last byte: so its whole chain is looked at. */
error try_read(const char *path);

/* --- For breaking it --- */

uint32_t fat_of(uint32_t cluster);
void set_fat(uint32_t cluster, uint32_t value);

uint8_t *cluster_bytes(uint32_t cluster);

/* The directory entry with that short name, 11 characters as they lie on the disk. */
uint8_t *entry_named(const char *short_name);

/* In test_fat32_boot.c, test_fat32_names.c and test_fat32_chains.c. */
void test_partition_tables(void);
void test_other_disks(void);
void test_active_fat(void);
void test_long_names(void);
void test_broken_long_names(void);
void test_paths(void);
void test_kinds(void);
void test_broken_directories(void);
void test_chains(void);
void test_chains_that_loop(void);
void test_loops_further_on(void);
void test_work_is_bounded(void);
void test_sizes_and_starts(void);
