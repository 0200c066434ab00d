/* The reader of ELF images: each field lies once. */
#include "elf_image.h"

#include <string.h>

/* --- A header that lies --- */

static const struct {
    unsigned at, bytes;
    uint64_t value;
    const char *says;
} header_lies[] = {
    {4, 1, 1, "a 32-bit ELF for RISC-V: build it for 64 bits"},
    {4, 1, 0, "a damaged ELF: its class is 0 and its byte order 1"},
    {4, 1, 3, "a damaged ELF: its class is 3"},
    {5, 1, 0, "a damaged ELF: its class is 2 and its byte order 0"},
    {5, 1, 3, "and its byte order 3"},
    {5, 1, 2, "a big-endian ELF for a machine of another kind: build it for little-endian RISC-V"},
    {16, 2, 0, "an ELF of type 0, not an executable (2)"},
    {16, 2, 1, "an object file: link it"},
    {16, 2, 3, "position-independent executable: link it with -no-pie -static"},
    {16, 2, 4, "a core dump"},
    {16, 2, 0xff02, "an ELF of type 65282"},
    {18, 2, 62, "an ELF for x86-64 (machine 62): build it for RISC-V"},
    {18, 2, 0, "an ELF for a machine of another kind (machine 0)"},
    {18, 2, MACHINE << 8, "an ELF for a machine of another kind (machine 62208)"},
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
    {ENTRY, 8, 0, "entry 0x0 is not in a segment"},
    {ENTRY, 8, BASE - 1, "is not in a segment"},
    {ENTRY, 8, BASE + 0x3000, "is not in a segment"},
    {ENTRY, 8, -1ul, "is not in a segment"},
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

/* What one field alone does not say. */
void test_other_kinds(void)
{
    make_good();
    HEADER(16, 3, 2);
    HEADER(ENTRY, 0, 8);
    CHECK_ERROR(read_image(), "a shared library");
    make_good();
    HEADER(5, 2, 1);
    HEADER(18, 0x1500, 2);
    CHECK_ERROR(read_image(), "a big-endian ELF for PowerPC64: build it for little-endian RISC-V");
    make_good();
    HEADER(PHNUM, 3, 2);
    SEGMENT(2, P_TYPE, 3);
    CHECK_ERROR(read_image(), "needs a dynamic linker: link it with -static");

    static const struct {
        unsigned class, number;
        const char *says; /* NULL: this may run */
    } pairs[] = {{1, 3, NULL},
                 {2, 62, NULL},
                 {1, 62, "a 32-bit ELF for x86-64: build it for 64 bits"},
                 {2, 3, "a 64-bit ELF for i386: build it for 32 bits"},
                 {1, 40, "an ELF for ARM (machine 40): build it for x86-64"}};
    for (unsigned i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        unit_case("class %u, machine %u", pairs[i].class, pairs[i].number);
        make_good();
        HEADER(4, pairs[i].class, 1);
        HEADER(18, pairs[i].number, 2);
        error problem = elf_read_header(image.header, FILE_SIZE, 62 | 3 << 16, &elf);
        if (pairs[i].says)
            CHECK_ERROR(problem, pairs[i].says);
        else
            CHECK(!problem || !strncmp(problem, "an ELF without program headers", 30));
    }
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
        {P_MEMSZ, 0xfff, "0x1000 bytes in the file, but 0xfff in memory"},
        {P_MEMSZ, 0, "0x1000 bytes in the file, but 0x0 in memory"},
        {P_MEMSZ, -1ul, "segment 1 wraps around"},
        {P_MEMSZ, -BASE, "segment 1 wraps around"},
        {P_MEMSZ, -BASE - 0x2000, "segment 1 wraps around"},
        {P_MEMSZ, SIZE - 0x1fff, "segment 1 needs"},
        {P_PADDR, -0x1000ul, "segment 1 wraps around"},
        {P_PADDR, -1ul, "segment 1 wraps around"},
        {P_PADDR, 0, "segment 1 needs 0x0..0x1000"},
        {P_PADDR, BASE - 1, "segment 1 needs"},
        {P_PADDR, BASE - 0x1000, "segment 1 needs"},
        {P_PADDR, BASE + SIZE, "segment 1 needs"},
        {P_PADDR, BASE + SIZE - 0xfff, "segment 1 needs"},
        {P_PADDR, -0x2000ul, "segment 1 needs"},
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
