/* The reader of ELF images: each field lies once. */
#include "elf_image.h"

/* --- A header that lies --- */

static const struct {
    unsigned at, bytes;
    uint64_t value;
    const char *says;
} header_lies[] = {
    {4, 1, 1, "not a little-endian ELF64"},
    {4, 1, 0, "not a little-endian ELF64"},
    {4, 1, 3, "not a little-endian ELF64"},
    {5, 1, 2, "not a little-endian ELF64"},
    {5, 1, 0, "not a little-endian ELF64"},
    {16, 2, 0, "no executable (type 0)"},
    {16, 2, 1, "no executable (type 1)"},
    {16, 2, 3, "no executable (type 3)"},
    {16, 2, 0xff02, "no executable"},
    {18, 2, 62, "for machine 62, this one is 243"},
    {18, 2, 0, "for machine 0"},
    {18, 2, MACHINE << 8, "for machine"},
    {PHSIZE, 2, 55, "without program headers"},
    {PHSIZE, 2, 0, "without program headers"},
    {PHSIZE, 2, 57, "without program headers"},
    {PHNUM, 2, 0, "without program headers"},
    {PHNUM, 2, 17, "with 17 program headers"},
    {PHNUM, 2, 0xffff, "with 65535 program headers"},
    {PHOFF, 8, FILE_SIZE, "truncated"},
    {PHOFF, 8, FILE_SIZE - 111, "truncated"},
    {PHOFF, 8, FILE_SIZE + 1, "truncated"},
    {PHOFF, 8, -1ul, "truncated"},
    {PHOFF, 8, -112ul, "truncated"},
    {PHOFF, 8, 1ul << 63, "truncated"},
    {ENTRY, 8, 0, "entry 0x0 lies in none"},
    {ENTRY, 8, BASE - 1, "lies in none"},
    {ENTRY, 8, BASE + 0x3000, "lies in none"},
    {ENTRY, 8, -1ul, "lies in none"},
};

void test_headers(void)
{
    for (unsigned i = 0; i < sizeof header_lies / sizeof *header_lies; i++) {
        unit_case("0x%lx at byte %u", header_lies[i].value, header_lies[i].at);
        make_good();
        HEADER(header_lies[i].at, header_lies[i].value, header_lies[i].bytes);
        CHECK_ERROR(read_image(), header_lies[i].says);
    }
    make_good();
    HEADER(PHOFF, FILE_SIZE - 112, 8);
    CHECK_OK(read_image());
    HEADER(ENTRY, BASE + 0x2fff, 8);
    CHECK_OK(read_image());
}

void test_truncated_files(void)
{
    make_good();
    for (image.file_size = 0; image.file_size < FILE_SIZE; image.file_size++) {
        unit_case("%lu bytes", image.file_size);
        if (image.file_size < 64)
            CHECK_ERROR(read_image(), "ends within its header");
        else
            CHECK_ERROR(read_image(), "truncated");
    }
}

/* --- Segments that lie --- */

void test_segments(void)
{
    static const struct {
        unsigned field;
        uint64_t value;
        const char *says;
    } lies[] = {
        {P_OFFSET, FILE_SIZE + 1, "truncated: segment 1"},
        {P_OFFSET, FILE_SIZE - 0xfff, "truncated: segment 1"},
        {P_OFFSET, -1ul, "truncated: segment 1"},
        {P_OFFSET, -0x1000ul, "truncated: segment 1"},
        {P_FILESZ, 0x1001, "truncated: segment 1"},
        {P_FILESZ, -1ul, "truncated: segment 1"},
        {P_FILESZ, -0x2000ul, "truncated: segment 1"},
        {P_MEMSZ, 0xfff, "0x1000 bytes in the file, 0xfff in memory"},
        {P_MEMSZ, 0, "0x1000 bytes in the file, 0x0 in memory"},
        {P_MEMSZ, -1ul, "segment 1 wraps around"},
        {P_MEMSZ, -BASE, "segment 1 wraps around"},
        {P_MEMSZ, -BASE - 0x2000, "segment 1 wraps around"},
        {P_MEMSZ, SIZE - 0x1fff, "segment 1 wants"},
        {P_PADDR, -0x1000ul, "segment 1 wraps around"},
        {P_PADDR, -1ul, "segment 1 wraps around"},
        {P_PADDR, 0, "segment 1 wants 0x0..0x1000"},
        {P_PADDR, BASE - 1, "segment 1 wants"},
        {P_PADDR, BASE - 0x1000, "segment 1 wants"},
        {P_PADDR, BASE + SIZE, "segment 1 wants"},
        {P_PADDR, BASE + SIZE - 0xfff, "segment 1 wants"},
        {P_PADDR, -0x2000ul, "segment 1 wants"},
        {P_PADDR, BASE, "segment 1 overlaps an earlier one at 0x80000000"},
        {P_PADDR, BASE + 0x1fff, "segment 1 overlaps an earlier one at 0x80001fff"},
        {P_PADDR, BASE + 0x800, "segment 1 overlaps an earlier one at 0x80000800"},
    };
    for (unsigned i = 0; i < sizeof lies / sizeof *lies; i++) {
        unit_case("0x%lx at byte %u", lies[i].value, lies[i].field);
        make_good();
        SEGMENT(1, lies[i].field, lies[i].value);
        CHECK_ERROR(read_image(), lies[i].says);
    }
}

/* Any two ranges, against the plain definition: they share a byte. */
void test_overlaps(void)
{
    for (unsigned a = 0; a < 8; a++) {
        for (unsigned b = 0; b < 8; b++) {
            for (unsigned sizes = 0; sizes < 49; sizes++) {
                unsigned a_size = 1 + sizes % 7, b_size = 1 + sizes / 7;
                bool overlap = a < b + b_size && b < a + a_size;
                make_good();
                set_segment(0, BASE + a, a_size, 0, 0);
                set_segment(1, BASE + b, b_size, 0, 0);
                HEADER(ENTRY, BASE + b, 8);
                unit_case("%u+%u, %u+%u", a, a_size, b, b_size);
                if (overlap)
                    CHECK_ERROR(read_image(), "overlaps an earlier one");
                else
                    CHECK_OK(read_image());
            }
        }
    }
}

void test_nothing_to_load(void)
{
    make_good();
    SEGMENT(0, P_TYPE, 0);
    SEGMENT(1, P_TYPE, 0x01000001);
    CHECK_ERROR(read_image(), "nothing to load");
    make_good();
    set_segment(0, BASE, 0, 0, 0);
    set_segment(1, BASE, 0, 0, 0);
    CHECK_ERROR(read_image(), "nothing to load");
}

/* Whatever stands in them: an error, or segments that lie where they may. */
void test_rubbish(void)
{
    unsigned good = 0;
    for (unsigned round = 0; round < 100000; round++) {
        make_good();
        for (unsigned i = 0; i < 1 + round % 3; i++) {
            uint8_t *bytes = unit_random(2) ? image.header + 4 : image.segments[0];
            bytes[unit_random(bytes == image.header + 4 ? 60 : 112)] = unit_random(256);
        }
        if (read_image())
            continue;
        good++;
        for (unsigned i = 0; i < count; i++) {
            struct elf_segment *s = &segments[i];
            CHECK(s->gpa >= BASE && s->memory_size <= SIZE &&
                  s->gpa - BASE <= SIZE - s->memory_size);
            CHECK(s->offset <= FILE_SIZE && s->file_size <= FILE_SIZE - s->offset);
            CHECK(s->file_size <= s->memory_size && s->memory_size);
        }
    }
    CHECK(good > 1000);
}
