/* Reading files that mtools wrote, from disks of three cluster sizes, and a disk that fails. */
#include "memory_disk.h"

#include <stdlib.h>
#include <string.h>

static unsigned per_cluster; /* of the disk that this process tries */

static const char *const files[][2] = {
    {"/sbin/one", "one"},   {"/sbin/short", "short"},     {"/sbin/sector", "sector"},
    {"/sbin/over", "over"}, {"/sbin/cluster", "cluster"}, {"/sbin/behind", "behind"},
    {"/sbin/big", "big"},   {"/sbin/pieces", "pieces"},   {"/a/b/c/d/e/f/deep.txt", "deep"},
    {"/many/last", "deep"},
};
#define FILES (sizeof files / sizeof *files)

static void test_whole_files(void)
{
    use_disk(per_cluster);
    for (unsigned i = 0; i < FILES; i++) {
        struct fat32_file file = opened(files[i][0]);
        CHECK(reads_as(&file, files[i][1]));
        CHECK(reads_as(&file, files[i][1])); /* and from its start again */
    }
}

static void test_the_empty_file(void)
{
    use_disk(per_cluster);
    struct fat32_file file = opened("/sbin/empty");
    char byte = 'x';
    CHECK_EQUAL(file.size, 0);
    CHECK_OK(fat32_read(&file, 0, &byte, 0));
    CHECK_ERROR(fat32_read(&file, 0, &byte, 1), "bytes 0 to 1 requested, but the file has 0");
    CHECK(byte == 'x');
}

/* Any offset and length, into memory of exactly that length. */
static void read_anywhere(const char *path, const char *name, unsigned rounds)
{
    uint64_t size;
    uint8_t *wanted = expected(name, &size);
    struct fat32_file file = opened(path);
    for (unsigned i = 0; i < rounds; i++) {
        uint32_t offset = unit_random(size + 1), length = unit_random(size - offset + 1);
        if (i % 2)
            length = length % 2000;
        if (i % 3 == 0)
            offset = offset / SECTOR_SIZE * SECTOR_SIZE;
        unit_case("%s: %u bytes from %u on", path, length, offset);
        uint8_t *buffer = malloc(length ? length : 1);
        CHECK_OK(fat32_read(&file, offset, buffer, length));
        CHECK(!memcmp(buffer, wanted + offset, length));
        free(buffer);
    }
}

static void test_reads_anywhere(void)
{
    use_disk(per_cluster);
    read_anywhere("/sbin/over", "over", 1000);
    read_anywhere("/sbin/behind", "behind", 1000);
    read_anywhere("/sbin/big", "big", 300);
    read_anywhere("/sbin/pieces", "pieces", 1000);
}

static void test_every_small_read(void)
{
    use_disk(per_cluster);
    uint64_t size;
    uint8_t *wanted = expected("over", &size);
    struct fat32_file file = opened("/sbin/over");
    for (uint32_t offset = 0; offset <= size; offset += 1 + offset % 7) {
        for (uint32_t length = 0; length <= size - offset; length += 1 + length % 5) {
            uint8_t buffer[600];
            memset(buffer, '#', sizeof buffer);
            CHECK_OK(fat32_read(&file, offset, buffer, length));
            CHECK(!memcmp(buffer, wanted + offset, length) && buffer[length] == '#');
        }
    }
}

static void test_reads_beyond_the_end(void)
{
    use_disk(per_cluster);
    static const uint32_t ranges[][2] = {{513, 1},         {514, 0},        {0, 514}, {512, 2},
                                         {1, ~0u},         {~0u, 1},        {~0u, 0}, {~0u, ~0u},
                                         {512, ~0u - 511}, {513, ~0u - 512}};
    struct fat32_file file = opened("/sbin/over");
    char byte;
    disk.requests = 0;
    for (unsigned i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        unit_case("%u from %u on", ranges[i][1], ranges[i][0]);
        CHECK_ERROR(fat32_read(&file, ranges[i][0], &byte, ranges[i][1]), "the file has 513");
    }
    CHECK_EQUAL(disk.requests, 0);
    CHECK_OK(fat32_read(&file, 513, &byte, 0));
}

static void test_two_files_in_turn(void)
{
    use_disk(per_cluster);
    struct fat32_file big = opened("/sbin/big"), pieces = opened("/sbin/pieces");
    uint64_t big_size, pieces_size;
    uint8_t *of_big = expected("big", &big_size), *of_pieces = expected("pieces", &pieces_size);
    for (unsigned i = 0; i < 500; i++) {
        uint8_t a[100], b[100];
        uint32_t at = unit_random(pieces_size - 100);
        CHECK_OK(fat32_read(&big, at, a, 100));
        CHECK_OK(fat32_read(&pieces, at, b, 100));
        CHECK(!memcmp(a, of_big + at, 100) && !memcmp(b, of_pieces + at, 100));
    }
}

/* So that the tests above test what they say. */
static void test_the_pieces_are_pieces(void)
{
    use_disk(per_cluster);
    unsigned jumps = 0, clusters = 1;
    uint32_t next, cluster = opened("/sbin/pieces").first_cluster;
    for (; (next = fat_of(cluster)) < 0x0ffffff8; cluster = next, clusters++)
        jumps += next != cluster + 1;
    CHECK(jumps >= 5 && clusters == 10);
    cluster = opened("/sbin/big").first_cluster;
    for (; (next = fat_of(cluster)) < 0x0ffffff8; cluster = next)
        CHECK_EQUAL(next, cluster + 1);
}

static void test_few_requests(void)
{
    use_disk(per_cluster);
    uint8_t *buffer = malloc(1 << 20);
    fs.in_cache = 0;
    disk.requests = 0;
    CHECK_OK(fat32_mount(&fs, &disk.device));
    struct fat32_file file = opened("/sbin/big");
    unsigned to_open = disk.requests;
    CHECK_OK(fat32_read(&file, 0, buffer, 1 << 20));
    unit_note("fat32: 1 MiB in one piece, clusters of %u sectors: %u requests (%u of them to open)",
              per_cluster, disk.requests, to_open);
    CHECK(disk.requests <= 40);
    free(buffer);
}

/* Whichever request fails: its error comes back as it is, and the next try succeeds. */
static error read_all_of(const char *path, uint8_t *buffer)
{
    struct fat32_file file;
    error problem = fat32_mount(&fs, &disk.device);
    if (!problem)
        problem = fat32_open(&fs, path, &file);
    if (!problem)
        problem = fat32_read(&file, 100, buffer, file.size - 100);
    return problem;
}

static void test_a_disk_that_fails(void)
{
    use_disk(per_cluster);
    uint8_t *buffer = malloc(1 << 20);
    static const char *const paths[] = {"/sbin/pieces", "/sbin/big", "/a/b/c/d/e/f/deep.txt"};
    for (unsigned i = 0; i < 3; i++) {
        unsigned failures = 0;
        for (unsigned n = 1;; n++) {
            unit_case("%s, request %u fails", paths[i], n);
            disk.requests = 0;
            disk.fail_at = n;
            error problem = read_all_of(paths[i], buffer);
            disk.fail_at = 0;
            if (!problem)
                break;
            CHECK_ERROR(problem, "disk: request");
            failures++;
            if (fs.root) { /* nothing of the failure is remembered */
                struct fat32_file file = opened(paths[i]);
                CHECK(reads_as(&file, strrchr(paths[i], '/')[1] == 'd' ? "deep" : paths[i] + 6));
            }
        }
        CHECK(failures > 4);
        CHECK_EQUAL(failures, disk.requests);
    }
    free(buffer);
}

int main(void)
{
    static const unsigned sizes[] = {1, 8, 64};
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        per_cluster = sizes[i];
        RUN(test_whole_files);
        RUN(test_the_empty_file);
        RUN(test_reads_anywhere);
        RUN(test_every_small_read);
        RUN(test_reads_beyond_the_end);
        RUN(test_two_files_in_turn);
        RUN(test_the_pieces_are_pieces);
        RUN(test_few_requests);
        RUN(test_a_disk_that_fails);
    }
    return unit_end("fat32");
}
