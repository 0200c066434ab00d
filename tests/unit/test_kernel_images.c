/* The headers of kernels: each field lies once. The formats of all architectures, on the host. */
#include "kernel_images.h"

#include "raw_image.h"

#include <string.h>

/* --- In the place of ARCH_formats.c --- */

const uint32_t raw_image_magic = 0x05435352;
const uint64_t raw_image_alignment = 2 << 20;

error check_kernel_flags(uint64_t flags)
{
    return flags == GOOD_FLAGS ? OK : error_of("flags 0x%lx", flags);
}

/* --- Image --- */

enum { TEXT_OFFSET = 8, IMAGE_SIZE = 16, FLAGS = 24, MAGIC = 56 };
#define FILE_SIZE 0x100000ul
#define NEEDS     0x180000ul
#define BASE      0x80000000ul
#define SIZE      (4ul << 20)

static uint8_t header[64];
static struct kernel_image image;

static void make_good(void)
{
    memset(header, 0xa5, sizeof header);
    put(header + TEXT_OFFSET, 2 << 20, 8);
    put(header + IMAGE_SIZE, NEEDS, 8);
    put(header + FLAGS, GOOD_FLAGS, 8);
    put(header + MAGIC, raw_image_magic, 4);
}

static error read_header(void)
{
    return raw_image_read_header(header, FILE_SIZE, BASE, SIZE, &image);
}

static void test_good(void)
{
    make_good();
    CHECK(raw_image_is(header, 64));
    CHECK(!raw_image_is(header, 63));
    CHECK_OK(read_header());
    CHECK_EQUAL(image.offset, 0);
    CHECK_EQUAL(image.size, FILE_SIZE);
    CHECK_EQUAL(image.gpa, BASE + (2 << 20));
    CHECK_EQUAL(image.needs, NEEDS);
    CHECK_EQUAL(image.entry, BASE + (2 << 20));
    CHECK_OK(raw_image_read_header(header, FILE_SIZE, BASE - 0x1000, SIZE, &image));
    CHECK_EQUAL(image.gpa, BASE + (2 << 20)); /* counted from a multiple of 2 MiB */
    CHECK_OK(raw_image_read_header(header, NEEDS + 1, BASE, SIZE, &image));
    CHECK_EQUAL(image.needs, NEEDS + 1);
    put(header + MAGIC, 0x644d5241, 4);
    CHECK(!raw_image_is(header, 64));
}

static const struct {
    unsigned at;
    uint64_t value;
    const char *says;
} lies[] = {
    {TEXT_OFFSET, 0x1000, "an Image at offset 0x1000, which is not a multiple of 0x200000"},
    {TEXT_OFFSET, (2 << 20) - 1, "not a multiple"},
    {TEXT_OFFSET, 4 << 20,
     "needs 0x180000 bytes at 0x80000000 + 0x400000, but the guest has "
     "0x80000000..0x80400000 (--guest-mem)"},
    {TEXT_OFFSET, 1ul << 63, "but the guest has"},
    {TEXT_OFFSET, -(2ul << 20), "but the guest has"},
    {IMAGE_SIZE, 0, "does not say how much memory it needs"},
    {IMAGE_SIZE, (2 << 20) + 1, "needs 0x200001 bytes"},
    {IMAGE_SIZE, -1ul, "needs 0xffffffffffffffff bytes"},
    {IMAGE_SIZE, -(2ul << 20), "but the guest has"},
    {FLAGS, 0, "flags 0x0"},
    {FLAGS, ~GOOD_FLAGS, "flags 0x"},
};

static void test_lies(void)
{
    for (unsigned i = 0; i < sizeof lies / sizeof *lies; i++) {
        unit_case("0x%lx at byte %u", lies[i].value, lies[i].at);
        make_good();
        put(header + lies[i].at, lies[i].value, 8);
        CHECK_ERROR(read_header(), lies[i].says);
    }
    make_good();
    put(header + IMAGE_SIZE, 2 << 20, 8); /* to the last byte */
    CHECK_OK(read_header());
    CHECK_ERROR(raw_image_read_header(header, (2 << 20) + 1, BASE, SIZE, &image), "needs 0x200001");
    CHECK_ERROR(raw_image_read_header(header, 64, BASE, 0, &image), "but the guest has");
    CHECK_ERROR(raw_image_read_header(header, 64, BASE + 0x1000, 0x1000, &image), "0x80002000");
}

/* Whatever the header says, what is accepted lies in the guest's memory. */
static void test_random(void)
{
    unsigned accepted = 0;
    for (unsigned i = 0; i < 200000; i++) {
        uint64_t size = unit_random(16) << 20, file_size = unit_random(8 << 20);
        make_good();
        put(header + TEXT_OFFSET, unit_random(9) << 20, 8);
        put(header + IMAGE_SIZE, unit_random(2) ? unit_random(9 << 20) : unit_random(-1ul), 8);
        if (raw_image_read_header(header, file_size, BASE, size, &image))
            continue;
        accepted++;
        CHECK(image.gpa >= BASE && image.gpa - BASE <= size);
        CHECK(image.needs <= size - (image.gpa - BASE) && image.size <= image.needs);
        CHECK(image.entry >= image.gpa && image.entry - image.gpa <= image.needs);
    }
    CHECK(accepted > 1000);
}

int main(void)
{
    RUN(test_good);
    RUN(test_lies);
    RUN(test_random);
    RUN(test_bzimage);
    RUN(test_bzimage_lies);
    RUN(test_bzimage_random);
    RUN(test_pvh_notes);
    RUN(test_pvh_notes_random);
    return unit_end("kernel_images");
}
