/* Paths, long and short names, directories that are none or do not end. */
#include "memory_disk.h"

#include <stdio.h>
#include <string.h>

enum { ATTRIBUTES = 11, CHECKSUM = 13, CLUSTER_HIGH = 20, CLUSTER_LOW = 26 };

static void reads(const char *path, const char *name)
{
    unit_case("%.60s", path);
    struct fat32_file file = opened(path);
    CHECK(reads_as(&file, name));
}

/* /DIRECTORY/000...0 with so many digits. */
static const char *digits(const char *directory, unsigned count)
{
    static char path[400];
    snprintf(path, sizeof path, "/%s/%0*d", directory, count, 0);
    return path;
}

void test_long_names(void)
{
    static const unsigned sizes[] = {1, 8, 64};
    for (unsigned i = 0; i < 3; i++) {
        use_disk(sizes[i]);
        reads("/sbin/A Long Name.with dots.image", "long");
        reads("/SBIN/a long NAME.WITH dots.IMAGE", "long");
        reads("/sbin/ALONGN~1.IMA", "long");
        reads("/sbin/thirteen-char", "one"); /* a part is full: no zero ends it */
        reads("/sbin/twenty-six-characters-long", "short");
        reads(digits("sbin", 255), "over");
        reads(digits("sbin", 248), "sector");
        reads(digits("a", 247), "behind");
        CHECK_ERROR(try_open(digits("sbin", 247)), "no such file");
        CHECK_ERROR(try_open(digits("sbin", 254)), "no such file");
        CHECK_ERROR(try_open(digits("sbin", 256)), "no such file");
        CHECK_ERROR(try_open(digits("sbin", 300)), "no such file");
        CHECK_ERROR(try_open("/sbin/thirteen-cha"), "no such file");
        CHECK_ERROR(try_open("/sbin/thirteen-chars"), "no such file");
        CHECK_ERROR(try_open("/sbin/A Long Name.with dots.imag"), "no such file");
        CHECK_ERROR(try_open("/many/a file with a rather long name, number 7"), "no such file");
        CHECK_ERROR(try_open("/many/a file with a rather long name, number 8"), "a directory");
    }
}

/* The parts of "/sbin/A Long Name.with dots.image" lie before its short entry: 3, 2, 1. With any of
 * them wrong the long name is gone; the short one stays. */
void test_broken_long_names(void)
{
    static const struct {
        int entry; /* from the short one on */
        unsigned at;
        uint8_t value;
        bool other_name; /* it is a whole name, but not this one */
    } lies[] = {
        {-3, 0, 0x03, false},     {-3, 0, 0x42, false},     {-3, 0, 0x44, false},
        {-3, 0, 0x40, false},     {-3, 0, 0x7f, false},     {-3, 0, 0xe5, false},
        {-2, 0, 0x03, false},     {-2, 0, 0x00, false},     {-2, 0, 0x01, false},
        {-2, 0, 0x54, false},     {-1, 0, 0x41, true},      {-1, 0, 0x02, false},
        {-1, 0, 0xe5, false},     {-3, CHECKSUM, 0, false}, {-2, CHECKSUM, 0, false},
        {-1, CHECKSUM, 0, false}, {-1, 1, 'B', true},       {-1, 2, 1, true},
        {-3, 1, 0, true},
    };
    for (unsigned i = 0; i < sizeof lies / sizeof *lies; i++) {
        use_disk(8);
        uint8_t *entry = entry_named("ALONGN~1IMA");
        CHECK(entry[-32] == 1 && entry[-64] == 2 && entry[-96] == 0x43);
        entry[32 * lies[i].entry + (int)lies[i].at] = lies[i].value;
        unit_case("entry %d, byte %u: 0x%x", lies[i].entry, lies[i].at, lies[i].value);
        CHECK_ERROR(try_open("/sbin/A Long Name.with dots.image"), "no such file");
        if (!lies[i].other_name)
            CHECK_ERROR(try_open("/sbin/A Long Name.w"), "no such file"); /* its first part */
        if (lies[i].entry == -2 && !lies[i].value)
            continue; /* a directory ends there */
        CHECK_OK(try_open("/sbin/ALONGN~1.IMA"));
    }
    use_disk(8); /* parts in another order */
    uint8_t *entry = entry_named("ALONGN~1IMA"), part[32];
    memcpy(part, entry - 32, 32);
    memcpy(entry - 32, entry - 64, 32);
    memcpy(entry - 64, part, 32);
    CHECK_ERROR(try_open("/sbin/A Long Name.with dots.image"), "no such file");
    use_disk(8); /* a short name that the parts do not belong to */
    entry_named("ALONGN~1IMA")[7] = '2';
    CHECK_ERROR(try_open("/sbin/A Long Name.with dots.image"), "no such file");
    CHECK_OK(try_open("/sbin/ALONGN~2.IMA"));
}

void test_paths(void)
{
    use_disk(1);
    reads("sbin/one", "one");
    reads("//sbin///one", "one");
    reads("/SbIn/oNe", "one");
    reads("/sbin/../sbin/./one", "one");
    reads("/a/b/c/../../../sbin/one", "one");
    static const char *const missing[] = {"/none",      "/\xe5OW0", "/sbin/none", "/sbin/on",
                                          "/sbin/ones", "/sbi/one", "/none/one",  "/sbin/one.",
                                          "/sbin/o*",   "/.."};
    for (unsigned i = 0; i < sizeof missing / sizeof *missing; i++) {
        unit_case("%s", missing[i]);
        CHECK_ERROR(try_open(missing[i]), "no such file");
    }
}

/* A directory in place of a file, and a file in place of a directory. */
void test_kinds(void)
{
    static const char *const directories[] = {
        "", "/", "///", "/sbin", "/sbin/", "/a/b/c/d/e/f", "/a/..", "/a/b/."};
    use_disk(8);
    for (unsigned i = 0; i < sizeof directories / sizeof *directories; i++) {
        unit_case("%s", directories[i]);
        CHECK_ERROR(try_open(directories[i]), "a directory, not a file");
    }
    CHECK_ERROR(try_open("/sbin/one/two"), "part of the path is not a directory");
    CHECK_ERROR(try_open("/sbin/big/.."), "part of the path is not a directory");
    CHECK_ERROR(try_open("/sbin/big/../one"), "part of the path is not a directory");
    CHECK_ERROR(try_open("/sbin/one/"), "part of the path is not a directory");
    entry_named("BIG        ")[ATTRIBUTES] |= 0x10; /* the text in it is no directory */
    CHECK_ERROR(try_open("/sbin/big"), "a directory, not a file");
    CHECK_ERROR(try_open("/sbin/big/one"), "no such file");
    entry_named("ONE        ")[ATTRIBUTES] = 0x08; /* a disk's label is no file */
    CHECK_ERROR(try_open("/sbin/one"), "no such file");
}

/* Every entry of the directory becomes a deleted one: the search goes on to its chain's end. */
static uint32_t delete_all(const char *short_name)
{
    uint8_t *entry = entry_named(short_name);
    uint32_t cluster = le16(entry + CLUSTER_HIGH) << 16 | le16(entry + CLUSTER_LOW), at = cluster;
    for (; at < 0x0ffffff8; at = fat_of(at)) {
        for (unsigned i = 0; i < fs.sectors_per_cluster * SECTOR_SIZE; i += 32)
            cluster_bytes(at)[i] = 0xe5;
    }
    return cluster;
}

void test_broken_directories(void)
{
    use_disk(1);
    uint32_t sbin = delete_all("SBIN       ");
    CHECK_ERROR(try_open("/sbin/one"), "no such file"); /* its chain ends */
    set_fat(sbin, 0);
    CHECK_ERROR(try_open("/sbin/one"), "is followed by cluster 0");
    set_fat(sbin, 0x0ffffff7);
    CHECK_ERROR(try_open("/sbin/one"), "is followed by the bad-cluster mark");
    set_fat(sbin, sbin);
    disk.requests = 0;
    CHECK_ERROR(try_open("/sbin/one"), "a directory's cluster chain is a loop");
    CHECK(disk.requests <= 4096 + 8);
    set_fat(sbin, 2); /* to the root, which has an end */
    CHECK_ERROR(try_open("/sbin/one"), "no such file");

    static const uint32_t starts[] = {1, 0x0fffffff, 0x0ffffff7, 0xffffffff, 0x00100000};
    for (unsigned i = 0; i < sizeof starts / sizeof *starts; i++) {
        use_disk(1);
        uint8_t *entry = entry_named("SBIN       ");
        unit_case("start 0x%x", starts[i]);
        put(entry + CLUSTER_HIGH, starts[i] >> 16, 2);
        put(entry + CLUSTER_LOW, starts[i], 2);
        CHECK_ERROR(try_open("/sbin/one"), "a directory starts at cluster");
        CHECK_ERROR(try_open("/sbin"), "a directory, not a file");
    }
}
