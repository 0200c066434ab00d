/* The setup header of a bzImage: each field lies once. */
#include "bzimage.h"
#include "kernel_images.h"

#include <string.h>

/* boot.rst, "Details of header fields" */
enum {
    SETUP_SECTS = 0x1f1,
    SYSSIZE = 0x1f4,
    BOOT_FLAG = 0x1fe,
    HEADER_END = 0x201,
    HDRS = 0x202,
    VERSION = 0x206,
    LOADFLAGS = 0x211,
    XLOADFLAGS = 0x236,
    PAYLOAD_OFFSET = 0x248,
    PAYLOAD_LENGTH = 0x24c,
    PREF_ADDRESS = 0x258,
    INIT_SIZE = 0x260,
};
#define CODE      0x40000ul
#define FILE_SIZE (0x2000 + CODE)
#define PLACE     0x1000000ul
#define NEEDS     0x800000ul
#define SIZE      (PLACE + NEEDS)

static uint8_t file[1024];
static struct kernel_image image;

static void make_good(void)
{
    memset(file, 0xa5, sizeof file);
    put(file + SETUP_SECTS, 15, 1);
    put(file + SYSSIZE, CODE / 16, 4);
    put(file + BOOT_FLAG, 0xaa55, 2);
    put(file + HEADER_END, 0x6a, 1);
    memcpy(file + HDRS, "HdrS", 4);
    put(file + VERSION, 0x20f, 2);
    put(file + LOADFLAGS, 1, 1);
    put(file + XLOADFLAGS, GOOD_FLAGS, 2);
    put(file + PAYLOAD_OFFSET, 0x400, 4);
    put(file + PAYLOAD_LENGTH, CODE - 0x400, 4);
    put(file + PREF_ADDRESS, PLACE, 8);
    put(file + INIT_SIZE, NEEDS, 4);
}

static error read_header(void)
{
    return bzimage_read_header(file, FILE_SIZE, 0, SIZE, &image);
}

void test_bzimage(void)
{
    make_good();
    CHECK(bzimage_is(file, FILE_SIZE));
    CHECK(!bzimage_is(file, 0x28f));
    CHECK_OK(read_header());
    CHECK_EQUAL(image.offset, 0x2000);
    CHECK_EQUAL(image.size, CODE);
    CHECK_EQUAL(image.gpa, PLACE);
    CHECK_EQUAL(image.needs, NEEDS);
    CHECK_EQUAL(image.entry, PLACE + 0x200);
    CHECK_OK(bzimage_read_header(file, FILE_SIZE + 5000, 0, SIZE, &image)); /* a signature */
    CHECK_EQUAL(image.size, CODE);
    put(file + PAYLOAD_LENGTH, 1, 4);
    CHECK_OK(bzimage_read_header(file, FILE_SIZE - 15, 0, SIZE, &image));
    CHECK_EQUAL(image.size, CODE - 15);
    put(file + SETUP_SECTS, 0, 1); /* which means 4 */
    CHECK_OK(read_header());
    CHECK_EQUAL(image.offset, 5 * 512);
    put(file + BOOT_FLAG, 0, 2);
    CHECK(!bzimage_is(file, FILE_SIZE));
    make_good();
    file[HDRS] = 'h';
    CHECK(!bzimage_is(file, FILE_SIZE));
}

static const struct {
    unsigned at, bytes;
    uint64_t value;
    const char *says;
} lies[] = {
    {VERSION, 2, 0x20b, "a bzImage of boot protocol 2.11, and the 64-bit entry needs 2.12"},
    {VERSION, 2, 0, "of boot protocol 0.0"},
    {HEADER_END, 1, 0x61, "a damaged bzImage: its header ends at 0x263"},
    {HEADER_END, 1, 0x8f, "a damaged bzImage: its header ends at 0x291"},
    {LOADFLAGS, 1, 0xfe, "a zImage, which is loaded below 1 MiB"},
    {XLOADFLAGS, 2, 0, "flags 0x0"},
    {XLOADFLAGS, 2, 0xffff, "flags 0xffff"},
    {SETUP_SECTS, 1, 255, "truncated: a bzImage of 0x40000 bytes from 0x20000 on, the file has"},
    {SYSSIZE, 4, CODE / 16 + 1, "truncated"},
    {SYSSIZE, 4, -1, "truncated: a bzImage of 0xffffffff0 bytes"},
    {SYSSIZE, 4, 0x20, "a damaged bzImage: its code has 0x200 bytes"},
    {SYSSIZE, 4, 0, "a damaged bzImage: its code has 0x0 bytes"},
    {PAYLOAD_OFFSET, 4, 0x401, "its code has 0x40000 bytes, its payload ends at 0x40001"},
    {PAYLOAD_OFFSET, 4, -1, "a damaged bzImage"},
    {PAYLOAD_LENGTH, 4, CODE, "a damaged bzImage"},
    {PAYLOAD_LENGTH, 4, -1, "a damaged bzImage"},
    {PREF_ADDRESS, 8, 0xfffff, "they have to be between 1 MiB and 4 GiB"},
    {PREF_ADDRESS, 8, 0, "a bzImage that needs 0x800000 bytes from 0x0 on"},
    {PREF_ADDRESS, 8, 1ul << 32, "between 1 MiB and 4 GiB"},
    {PREF_ADDRESS, 8, (1ul << 32) - NEEDS + 1, "between 1 MiB and 4 GiB"},
    {PREF_ADDRESS, 8, -1ul, "between 1 MiB and 4 GiB"},
    {PREF_ADDRESS, 8, PLACE + 1, "needs 0x1000001..0x1800001, but the guest has 0x0..0x1800000"},
    {INIT_SIZE, 4, NEEDS + 1, "needs 0x1000000..0x1800001, but the guest has 0x0..0x1800000"},
    {INIT_SIZE, 4, -1, "between 1 MiB and 4 GiB"},
};

void test_bzimage_lies(void)
{
    for (unsigned i = 0; i < sizeof lies / sizeof *lies; i++) {
        unit_case("0x%lx at byte 0x%x", lies[i].value, lies[i].at);
        make_good();
        put(file + lies[i].at, lies[i].value, lies[i].bytes);
        CHECK_ERROR(read_header(), lies[i].says);
    }
    make_good();
    put(file + INIT_SIZE, 0, 4); /* it needs at least what is loaded */
    CHECK_OK(read_header());
    CHECK_EQUAL(image.needs, CODE);
    CHECK_ERROR(bzimage_read_header(file, 0x2000, 0, SIZE, &image), "truncated");
    CHECK_ERROR(bzimage_read_header(file, FILE_SIZE, 0, 0, &image), "the guest has 0x0..0x0");
    CHECK_ERROR(bzimage_read_header(file, FILE_SIZE, 0, PLACE + CODE - 1, &image), "--guest-mem");
}

/* Whatever the header says, what is accepted lies in the file and in the guest's memory. */
void test_bzimage_random(void)
{
    static const uint8_t fields[] = {0xf1, 0xf4, 0xf5, 0xf6, 0xf7};
    unsigned accepted = 0;
    for (unsigned i = 0; i < 200000; i++) {
        uint64_t size = unit_random(2 * SIZE), file_size = FILE_SIZE - 64 + unit_random(128);
        make_good();
        if (unit_random(2))
            file[0x100 + fields[unit_random(sizeof fields)]] = unit_random(256);
        if (unit_random(2))
            file[PAYLOAD_OFFSET + unit_random(INIT_SIZE + 4 - PAYLOAD_OFFSET)] = unit_random(256);
        if (bzimage_read_header(file, file_size, 0, size, &image))
            continue;
        accepted++;
        CHECK(image.offset + image.size <= file_size);
        CHECK(image.gpa >= 1 << 20 && image.size <= image.needs);
        CHECK(image.gpa <= size && image.needs <= size - image.gpa);
        CHECK(image.entry < image.gpa + image.size);
    }
    CHECK(accepted > 1000);
}
