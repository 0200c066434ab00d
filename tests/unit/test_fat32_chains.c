/* Chains of clusters that lead astray, and files whose entries lie about them. */
#include "memory_disk.h"

#include <stdlib.h>
#include <string.h>

enum { CLUSTER_HIGH = 20, CLUSTER_LOW = 26, SIZE = 28 };

/* The n-th cluster of /sbin/pieces. */
static uint32_t piece(unsigned n)
{
    uint32_t cluster = opened("/sbin/pieces").first_cluster;
    while (n--)
        cluster = fat_of(cluster) & 0x0fffffff;
    return cluster;
}

void test_chains(void)
{
    static const struct {
        uint32_t value;
        const char *says; /* NULL: nothing is wrong with it */
    } entries[] = {
        {0, "is followed by cluster 0"},
        {1, "is followed by cluster 1"},
        {0x0ffffff7, "is followed by the bad-cluster mark"},
        {0xfffffff7, "is followed by the bad-cluster mark"},
        {0x0ffffff6, "is followed by cluster 268435446"},
        {0x00100000, "is followed by cluster 1048576"},
        {0x0ffffff8, "bytes need 10 clusters, but the file has 4"},
        {0x0fffffff, "bytes need 10 clusters, but the file has 4"},
        {0xfffffff8, "bytes need 10 clusters, but the file has 4"},
    };
    for (unsigned i = 0; i < sizeof entries / sizeof *entries; i++) {
        use_disk(8);
        unit_case("0x%x", entries[i].value);
        set_fat(piece(3), entries[i].value);
        CHECK_ERROR(try_read("/sbin/pieces"), entries[i].says);
    }
    use_disk(8);
    uint32_t clusters = fs.clusters;
    set_fat(clusters + 2, piece(4)); /* the first cluster that there is not, as if it were one */
    set_fat(piece(3), clusters + 2);
    CHECK_ERROR(try_read("/sbin/pieces"), "is followed by cluster 66006");
    use_disk(8);
    set_fat(piece(3), clusters + 1); /* the last one: free, so its entry is 0 */
    CHECK_ERROR(try_read("/sbin/pieces"), "is followed by cluster 0");

    use_disk(8); /* the upper four bits mean nothing, and there are eight marks of the end */
    for (uint32_t end = 0x0ffffff8; end <= 0x0fffffff; end++) {
        set_fat(piece(9), end | end << 28);
        set_fat(piece(4), fat_of(piece(4)) ^ 0x50000000);
        struct fat32_file file = opened("/sbin/pieces");
        CHECK(reads_as(&file, "pieces"));
    }
}

/* To its start, to itself, in a circle of two, and one that no file ever gets to the end of. */
void test_chains_that_loop(void)
{
    unsigned most = 0;
    for (unsigned from = 0; from < 10; from++) {
        for (unsigned to = 0; to <= from; to++) {
            use_disk(8);
            set_fat(piece(from), piece(to));
            unit_case("piece %u leads to piece %u", from, to);
            CHECK_ERROR(try_read("/sbin/pieces"), "cluster chain is a loop");
            most = disk.requests > most ? disk.requests : most;
        }
    }
    CHECK(most < 40); /* all of it lies in the cache */
    use_disk(8);
    /* From one end of the FAT to the other and back. */
    uint32_t last = fs.clusters + 1;
    set_fat(last, piece(0));
    set_fat(piece(0), last);
    disk.requests = 0;
    CHECK_ERROR(try_read("/sbin/pieces"), "cluster chain is a loop");
    CHECK(disk.requests < 20);
}

/* The n-th cluster is right, or there is an error, whatever was read before: a loop that begins in
 * front of it never passes for the file. */
void test_loops_further_on(void)
{
    char *buffer = malloc(4096);
    for (unsigned from = 0; from < 10; from++) {
        for (unsigned to = 0; to <= from; to++) {
            use_disk(8);
            set_fat(piece(from), piece(to));
            struct fat32_file in_turn = opened("/sbin/pieces");
            for (unsigned n = 0; n < 10; n++) {
                unit_case("piece %u leads to piece %u, and %u is read", from, to, n);
                struct fat32_file at_once = opened("/sbin/pieces");
                if (n > from) {
                    CHECK_ERROR(fat32_read(&at_once, n * 4096, buffer, 1), "is a loop");
                    CHECK_ERROR(fat32_read(&in_turn, n * 4096, buffer, 1), "is a loop");
                }
            }
        }
    }
    free(buffer);
}

/* A chain of every cluster there is, in which each step needs another part of the FAT. */
static void scatter(uint32_t from)
{
    uint32_t parts = fs.clusters / 1024, last = from;
    for (uint32_t i = 0; i < 1024; i++) {
        for (uint32_t part = 0; part < parts; part++) {
            uint32_t next = part * 1024 + i;
            if (next < 200)
                continue; /* the directories */
            put(disk.bytes + fs.fat_start * SECTOR_SIZE + last * 4ul, next, 4);
            last = next;
        }
    }
    set_fat(last, 0x0fffffff);
}

/* What is read decides, not how long the chain is, nor how large the file says it is. */
void test_work_is_bounded(void)
{
    use_disk(1);
    scatter(opened("/sbin/one").first_cluster);
    disk.requests = 0;
    CHECK_OK(try_read("/sbin/one"));
    CHECK(disk.requests < 20);
    put(entry_named("ONE        ") + SIZE, 65000 * SECTOR_SIZE, 4);
    disk.requests = 0;
    struct fat32_file file = opened("/sbin/one");
    char buffer[10 * SECTOR_SIZE];
    CHECK_OK(fat32_read(&file, 0, buffer, sizeof buffer));
    CHECK(disk.requests < 100);
    CHECK_ERROR(fat32_read(&file, file.size - 1, buffer, 1), "the FAT was read 65536 times");
}

static void set_first(uint8_t *entry, uint32_t cluster)
{
    put(entry + CLUSTER_HIGH, cluster >> 16, 2);
    put(entry + CLUSTER_LOW, cluster, 2);
}

void test_sizes_and_starts(void)
{
    static const uint32_t starts[] = {0, 1, 0x0fffffff, 0x0ffffff7, 0xffffffff, 0x00100000};
    for (unsigned i = 0; i < sizeof starts / sizeof *starts; i++) {
        use_disk(8);
        unit_case("start 0x%x", starts[i]);
        set_first(entry_named("PIECES     "), starts[i]);
        CHECK_ERROR(try_read("/sbin/pieces"), "the file starts at cluster");
    }
    use_disk(8);
    set_first(entry_named("PIECES     "), fs.clusters + 2);
    CHECK_ERROR(try_read("/sbin/pieces"), "the file starts at cluster");
    set_first(entry_named("PIECES     "), fs.clusters + 1);
    CHECK_ERROR(try_read("/sbin/pieces"), "is followed by cluster 0");

    use_disk(8);
    uint8_t *size = entry_named("PIECES     ") + SIZE;
    put(size, 10 * 4096, 4); /* exactly its clusters */
    CHECK_OK(try_read("/sbin/pieces"));
    put(size, 10 * 4096 + 1, 4);
    CHECK_ERROR(try_read("/sbin/pieces"), "need 11 clusters, but the file has 10");
    put(size, 0xffffffff, 4);
    CHECK_ERROR(try_read("/sbin/pieces"),
                "4294967295 bytes need 1048576 clusters, but the file has 10");
    put(size, 1, 4); /* more clusters than are needed: allocated ahead, which is allowed */
    set_fat(piece(9), piece(9)); /* and nobody looks there */
    struct fat32_file file = opened("/sbin/pieces");
    char bytes[2];
    CHECK_OK(fat32_read(&file, 0, bytes, 1));
    CHECK_ERROR(fat32_read(&file, 0, bytes, 2), "the file has 1");

    use_disk(8); /* an empty file does not care where it starts */
    set_first(entry_named("EMPTY      "), 0x0badbeef);
    file = opened("/sbin/empty");
    CHECK_EQUAL(file.size, 0);
}
