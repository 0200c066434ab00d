/* Grades exercise 4.2: with disks that the grader makes, and with the step's own, after a table. */
#include "disk.h"
#include "enter_guest.h"
#include "exercise.h"
#include "grade.h"
#include "load_guest.h"
#include "page_alloc.h"
#include "random.h"
#include "string.h"

enum { FAT32_CHS = 0x0b, FAT32_LBA = 0x0c, LINUX = 0x83 };

static struct test_disk disk, other_disk;
static struct partition partition, other;
static uint32_t first, sectors; /* where the disk's partition is */
static uint64_t buffer[4 * SECTOR_SIZE / sizeof(uint64_t)];

/* A disk with one FAT32 partition, somewhere in the table and on the disk. */
static void make_disk(struct test_disk *made)
{
    disk_make(made);
    first = (1 << 16) + random_below(1 << 20);
    sectors = (1 << 16) + random_below(1 << 20);
    disk_set_entry(made, random_below(TABLE_ENTRIES), random_below(2) ? FAT32_CHS : FAT32_LBA,
                   first, sectors);
}

static bool opens(struct partition *opened, struct test_disk *from)
{
    *opened = (struct partition){0};
    error problem = partition_open(opened, &from->device);
    return expect(!problem, "a good partition is refused: \"%s\"", problem) &&
           expect(opened->device.read, "device.read is not set");
}

static void refuses(const char *what)
{
    expect(partition_open(&partition, &disk.device), "%s", what);
}

static bool reads(struct partition *from, uint64_t sector, uint32_t count)
{
    error problem = from->device.read(&from->device, sector, count, buffer);
    return expect(!problem, "reading %u sectors from its sector %lu on fails: \"%s\"", count,
                  sector, problem);
}

/* --- The points --- */

static void ask_size(const char *hint)
{
    if (opens(&partition, &disk))
        expect(partition.device.sectors == sectors, "its sectors are %lu, you said %lu. %s",
               (uint64_t)sectors, partition.device.sectors, hint);
}

static void check_find(void)
{
    for (unsigned i = 0; i < TABLE_ENTRIES; i++) {
        disk_make(&disk);
        sectors = (1 << 16) + random_below(1 << 20);
        disk_set_entry(&disk, i, i % 2 ? FAT32_CHS : FAT32_LBA, 1 + random_below(1 << 20), sectors);
        ask_size("One entry of the four is a FAT32's.");
    }
    sectors /= 2;
    disk_set_entry(&disk, 1, FAT32_LBA, 1 << 21, sectors);
    ask_size("Two entries are FAT32's: the first in the table counts.");
}

static void check_read(void)
{
    make_disk(&disk);
    if (!opens(&partition, &disk))
        return;
    uint64_t places[] = {0, 1 + random_below(sectors - 10), sectors - 3};
    for (unsigned i = 0; i < ARRAY_LENGTH(places); i++) {
        unsigned count = 1 + i;
        buffer[count * SECTOR_SIZE / sizeof *buffer] = disk.key;
        if (!reads(&partition, places[i], count))
            return;
        expect(disk_holds(&disk, first + places[i], count, buffer),
               "%u of its sectors from %lu on are not the disk's from %lu + %lu on", count,
               places[i], (uint64_t)first, places[i]);
        expect(buffer[count * SECTOR_SIZE / sizeof *buffer] == disk.key,
               "%u sectors were asked for, and more bytes than those are written", count);
    }
}

static void check_two(void)
{
    make_disk(&disk);
    uint32_t first_of_one = first;
    make_disk(&other_disk);
    if (!opens(&partition, &disk) || !opens(&other, &other_disk))
        return;
    if (reads(&partition, 5, 2))
        expect(disk_holds(&disk, first_of_one + 5, 2, buffer),
               "after a second one is opened, the first reads something else. Where do you keep "
               "what read() has to know?");
    if (reads(&other, 7, 2))
        expect(disk_holds(&other_disk, first + 7, 2, buffer), "the second one reads wrong sectors");
}

static void check_no_table(void)
{
    make_disk(&disk);
    if (!opens(&partition, &disk))
        return;
    disk.table[510] = 0xaa, disk.table[511] = 0x55;
    refuses("sector 0 ends with 0xaa, 0x55, and is accepted. Which one is byte 510?");
    disk.table[510] = 0x55, disk.table[511] = random_below(0xaa);
    refuses("byte 511 is not 0xaa, and it is accepted");
    disk.table[510] = random_below(0x55), disk.table[511] = 0xaa;
    refuses("byte 510 is not 0x55, and it is accepted");
    disk_make(&disk);
    refuses("all entries are other partitions, and one is accepted. Which types are FAT32's?");
}

/* Accepts what just fits, and not a sector more. */
static void check_place(void)
{
    make_disk(&disk);
    uint32_t size = disk.device.sectors, after = random_below(1 << 16);
    disk_set_entry(&disk, 0, FAT32_LBA, size - sectors, sectors);
    opens(&partition, &disk);
    disk_set_entry(&disk, 0, FAT32_LBA, size - sectors, sectors + 1);
    refuses("a partition ends one sector after the disk's end, and it is accepted, or another in "
            "its place");
    disk_set_entry(&disk, 0, FAT32_LBA, size + after, 1 + after);
    refuses("a partition begins after the disk's end, and it is accepted, or another in its place");
    disk_set_entry(&disk, 0, FAT32_LBA, -sectors, sectors + first);
    refuses("first sector + length is more than 2^32, and it is accepted, or another in its place. "
            "How many bits has the sum?");
    disk_set_entry(&disk, 0, FAT32_LBA, 0, sectors);
    refuses("a partition begins with the table, at sector 0, and it is accepted, or another in its "
            "place");
    disk_set_entry(&disk, 0, FAT32_LBA, first, 0);
    disk_set_entry(&disk, 1, FAT32_LBA, first, sectors);
    refuses("the first FAT32 partition is empty, and it is accepted, or another in its place");
}

static void check_border(void)
{
    make_disk(&disk);
    if (!opens(&partition, &disk) || !reads(&partition, sectors - 1, 1))
        return;
    const struct {
        uint64_t sector;
        uint32_t count;
    } outside[] = {
        {sectors, 1}, {sectors - 1, 2}, {-1, 1},        {-(uint64_t)first, 1},
        {-1, 3},      {-2, 2},          {1ul << 32, 1}, {sectors - 1, UINT32_MAX},
    };
    for (unsigned i = 0; i < ARRAY_LENGTH(outside); i++) {
        uint64_t before = disk.read;
        uint64_t sector = outside[i].sector;
        uint32_t count = outside[i].count;
        error problem = partition.device.read(&partition.device, sector, count, buffer);
        expect(problem && disk.read == before,
               "of 0x%x sectors, read(sector 0x%lx, count %u) is %s. %s", sectors, sector, count,
               problem ? "refused after a read" : "not refused",
               i < 2 ? "What is the last sector?" : "Can your check wrap around?");
    }
}

static void check_errors(void)
{
    make_disk(&disk);
    if (!opens(&partition, &disk))
        return;
    disk.fails = true;
    expect(partition.device.read(&partition.device, 0, 1, buffer),
           "the disk could not be read, and the partition's read() says nothing");
    refuses("the table could not be read, and partition_open() says nothing");
}

/* The step's disk, inside a larger one. */
error __real_virtio_blk_open(struct block_device **opened);
error __wrap_virtio_blk_open(struct block_device **opened);
error __wrap_virtio_blk_open(struct block_device **opened)
{
    TRY(__real_virtio_blk_open(&disk.inner));
    disk.inner_at = first;
    disk_set_entry(&disk, 0, LINUX, 1, 63);
    disk_set_entry(&disk, 1, FAT32_LBA, first, disk.inner->sectors);
    *opened = &partition.device;
    return partition_open(&partition, &disk.device);
}

static void check_guest(void)
{
    static const struct guest_layout layout = {.base = GUEST_BASE, .size = 4 << 20};
    static struct guest guest;
    make_disk(&disk);
    partition = (struct partition){0};
    must(guest_init(&guest, 0));
    if (expect(load_guest(&guest, &layout, "/sbin/hello"),
               "it is not loaded, for the reason that load_guest() printed"))
        enter_guest(guest.entry, guest.stage2.root);
}

const struct point points[] = {
    {"the first FAT32 partition of the table", check_find},
    {"its sectors are the disk's, from its first one on", check_read},
    {"two partitions at once", check_two},
    {"a disk without a FAT32 partition is refused", check_no_table},
    {"a partition that is not on the disk is refused", check_place},
    {"no sector outside the partition is read", check_border},
    {"errors of the disk are passed on", check_errors},
    {"/sbin/hello comes from a partition, and runs", check_guest},
    {},
};

int main(void)
{
    page_alloc_init();
    check_points();
}

void guest_trapped(void)
{
    expect(trapped_by_hypercall(), "it was entered, but it did not come to its first hypercall");
    check_points();
}
