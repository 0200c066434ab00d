/* The reader of ELF images: good ones, what fits to the byte, and what is not loaded. */
#include "elf_image.h"

#include <stdlib.h>
#include <string.h>

struct image image;
struct elf elf;
struct elf_segment segments[ELF_SEGMENTS];
unsigned count;

void set_segment(unsigned i, uint64_t gpa, uint64_t memory, uint64_t offset, uint64_t file)
{
    SEGMENT(i, P_TYPE, 1);
    SEGMENT(i, P_VADDR, gpa);
    SEGMENT(i, P_PADDR, gpa);
    SEGMENT(i, P_MEMSZ, memory);
    SEGMENT(i, P_OFFSET, offset);
    SEGMENT(i, P_FILESZ, file);
}

void make_good(void)
{
    image = (struct image){.file_size = FILE_SIZE, .base = BASE, .size = SIZE};
    memcpy(image.header, "\177ELF\2\1\1", 7);
    HEADER(16, 2, 2);
    HEADER(18, MACHINE, 2);
    HEADER(20, 1, 4);
    HEADER(ENTRY, BASE + 0x10, 8);
    HEADER(PHOFF, 64, 8);
    HEADER(52, 64, 2);
    HEADER(PHSIZE, ELF_SEGMENT_SIZE, 2);
    HEADER(PHNUM, 2, 2);
    set_segment(0, BASE, 0x2000, 0x1000, 0x1000);
    set_segment(1, BASE + 0x2000, 0x1000, 0x2000, 0x1000);
}

error read_image(void)
{
    uint8_t *header = malloc(ELF_HEADER_SIZE);
    memcpy(header, image.header, ELF_HEADER_SIZE);
    error problem = elf_read_header(header, image.file_size, MACHINE, &elf);
    free(header);
    if (problem)
        return problem;
    uint8_t *headers = malloc(elf.header_count * ELF_SEGMENT_SIZE);
    memcpy(headers, image.segments, elf.header_count * ELF_SEGMENT_SIZE);
    problem =
        elf_read_segments(&elf, headers, image.file_size, image.base, image.size, segments, &count);
    free(headers);
    return problem;
}

/* --- Good ones --- */

static void test_a_good_image(void)
{
    make_good();
    CHECK_OK(read_image());
    CHECK_EQUAL(elf.entry, BASE + 0x10);
    CHECK_EQUAL(elf.header_count, 2);
    CHECK_EQUAL(count, 2);
    CHECK_EQUAL(segments[0].gpa, BASE);
    CHECK_EQUAL(segments[0].memory_size, 0x2000);
    CHECK_EQUAL(segments[0].offset, 0x1000);
    CHECK_EQUAL(segments[0].file_size, 0x1000);
    CHECK_EQUAL(segments[1].gpa, BASE + 0x2000);
}

static void test_is_elf(void)
{
    static const uint8_t magic[] = "\177ELF";
    for (unsigned length = 0; length < 4; length++) {
        uint8_t *bytes = malloc(length ? length : 1);
        memcpy(bytes, magic, length);
        CHECK(!elf_is(bytes, length));
        free(bytes);
    }
    CHECK(elf_is(magic, 4));
    CHECK(!elf_is((const uint8_t *)"\177ELG", 4));
    CHECK(!elf_is((const uint8_t *)"ELF\177", 4));
}

/* What fits to the byte is taken; one byte more is not. */
static void test_exact_fits(void)
{
    make_good();
    set_segment(0, BASE, SIZE - 0x1000, 0, FILE_SIZE);
    set_segment(1, BASE + SIZE - 0x1000, 0x1000, FILE_SIZE, 0);
    CHECK_OK(read_image());
    set_segment(1, BASE + SIZE - 0x1000, 0x1001, FILE_SIZE, 0);
    CHECK_ERROR(read_image(),
                "segment 1 needs 0x800ff000..0x80100001, but the guest has 0x80000000");
    set_segment(1, BASE + SIZE - 1, 1, FILE_SIZE - 1, 1);
    CHECK_OK(read_image());
    set_segment(1, BASE + SIZE, 1, FILE_SIZE - 1, 1);
    CHECK_ERROR(read_image(), "segment 1 needs");

    make_good(); /* the guest ends where the addresses do */
    image.base = -SIZE;
    HEADER(ENTRY, -2ul, 8);
    set_segment(0, -SIZE, 0x1000, 0, 0);
    set_segment(1, -0x1000, 0xfff, 0, 0xfff);
    CHECK_OK(read_image());
    CHECK_EQUAL(segments[1].gpa, -0x1000ul);
}

static void test_what_is_not_loaded(void)
{
    make_good();
    HEADER(PHNUM, 4, 2);
    set_segment(2, 0, 0x1000, 0, 0x1000); /* a note, somewhere */
    SEGMENT(2, P_TYPE, 4);
    set_segment(3, 5, 0, 0, 0); /* nothing at all */
    CHECK_OK(read_image());
    CHECK_EQUAL(count, 2);

    HEADER(PHNUM, ELF_SEGMENTS, 2);
    for (unsigned i = 0; i < ELF_SEGMENTS; i++)
        set_segment(i, BASE + i * 0x1000, 0x1000, 0, 0x1000);
    CHECK_OK(read_image());
    CHECK_EQUAL(count, ELF_SEGMENTS);
}

/* --- The entry, where the program's addresses are not those in memory --- */

#define HIGH 0xffffffff80000000ul /* where a kernel of the higher half is linked */

static void check_entry(uint64_t address, uint64_t gpa)
{
    unit_case("entry 0x%lx", address);
    HEADER(ENTRY, address, 8);
    CHECK_OK(read_image());
    CHECK_EQUAL(elf.entry, gpa);
}

static void test_entry_of_the_higher_half(void)
{
    make_good();
    SEGMENT(0, P_VADDR, HIGH);
    SEGMENT(1, P_VADDR, -0x1000ul); /* up to the last address */
    check_entry(HIGH, BASE);
    check_entry(HIGH + 0x1fff, BASE + 0x1fff);
    check_entry(-0x1000ul, BASE + 0x2000);
    check_entry(-1ul, BASE + 0x2fff);
    CHECK_EQUAL(segments[0].gpa, BASE);    /* that is where it is put */
    check_entry(BASE + 0x10, BASE + 0x10); /* named by its place in memory, as by vmlinux */
    static const uint64_t none[] = {HIGH - 1, HIGH + 0x2000, -0x1001ul, 0, BASE - 1, BASE + 0x3000};
    for (unsigned i = 0; i < sizeof none / sizeof *none; i++) {
        HEADER(ENTRY, none[i], 8);
        CHECK_ERROR(read_image(), "is not in a segment");
    }
    make_good(); /* the program's address comes first */
    SEGMENT(0, P_VADDR, BASE + 0x2000);
    SEGMENT(1, P_VADDR, BASE);
    check_entry(BASE + 0x10, BASE + 0x2010);
    check_entry(BASE + 0x2010, BASE + 0x10);
    check_entry(BASE + 0x1010, BASE + 0x1010); /* beyond segment 1: in memory only */
}

int main(void)
{
    RUN(test_a_good_image);
    RUN(test_is_elf);
    RUN(test_exact_fits);
    RUN(test_what_is_not_loaded);
    RUN(test_entry_of_the_higher_half);
    RUN(test_headers);
    RUN(test_other_kinds);
    RUN(test_truncated_files);
    RUN(test_segments);
    RUN(test_overlaps);
    RUN(test_nothing_to_load);
    RUN(test_rubbish);
    return unit_end("elf");
}
