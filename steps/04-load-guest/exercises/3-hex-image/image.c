#include "image.h"

#include "exercise.h"
#include "flat_image.h"
#include "grade.h"
#include "memory_disk.h"
#include "random.h"
#include "string.h"

uint64_t image_added;

/* --- Making an image --- */

uint64_t low_base(void)
{
    return (8 + random_below(4)) * PAGE_SIZE;
}

uint64_t high_base(void)
{
    return ((0x100 + random_below(0xfe00)) * 16 + 1 + random_below(8)) * PAGE_SIZE;
}

void image_begin(uint64_t base)
{
    guest_begin(base);
    text_begin(random_below(TEXT_STYLES));
    image_added = 0;
}

void image_add_data(uint64_t gpa, unsigned count)
{
    uint8_t bytes[MOST_DATA];
    for (unsigned i = 0; i < count; i++)
        bytes[i] = random_bits();
    text_add(DATA, gpa - image_added, bytes, count);
    guest_should_hold(gpa, bytes, count);
}

void image_add_linear(uint64_t gpa)
{
    image_added = gpa & -0x10000ul;
    text_add_number(LINEAR, gpa >> 16, 2);
}

void image_add_segment(uint64_t gpa)
{
    image_added = (gpa - random_below(0x1000)) & -16ul;
    text_add_number(SEGMENT, image_added >> 4, 2);
}

void image_begin_good(void)
{
    image_begin(high_base());
    image_add_linear(test_guest.ram.base);
    for (unsigned i = random_below(4); i < 5; i++)
        image_add_data(test_guest.ram.base + 100 * i, 20);
}

void image_add_end(uint64_t entry)
{
    text_add_number(START_LINEAR, entry, 4);
    text_add(END, 0, NULL, 0);
}

/* --- Loading it --- */

void elf_start(struct vcpu *vcpu, uint64_t entry)
{
}

static error load(void)
{
    static struct fat32 fs;
    static uint8_t first[FLAT_IMAGE_FIRST];
    struct fat32_file file;
    uint32_t size;
    const char *text = text_whole(&size);
    struct guest_layout layout = {
        .base = test_guest.ram.base, .size = GUEST_SIZE, .elf_start = elf_start};
    must(fat32_mount(&fs, disk_with(text, size)));
    must(fat32_open(&fs, DISK_FILE, &file));
    must(fat32_read(&file, 0, first, size < sizeof first ? size : sizeof first));
    return hex_format.load(&test_guest, &layout, &file, first);
}

bool image_loads(const char *what)
{
    uint64_t gpa;
    unsigned is, should_be;
    error problem = load();
    return expect(!problem, "%s: a good image is refused: \"%s\"", what, problem) &&
           expect(!guest_neighbours_changed(),
                  "%s: bytes went to memory that is not the guest's. Where does the page lie that "
                  "follows in the guest?",
                  what) &&
           expect(!guest_differs(&gpa, &is, &should_be),
                  "%s: GPA 0x%lx holds 0x%02x, it should hold 0x%02x", what, gpa, is, should_be);
}

void image_refuses(unsigned line, const char *what)
{
    const char *begins = line == ANY_LINE ? "" : phrase("line %u: ", line);
    error problem = load();
    if (expect(problem, "%s is accepted", what))
        expect(!strncmp(problem, begins, strlen(begins)),
               "%s is refused with \"%s\". It is in line %u: does the error begin with \"%s\"?",
               what, problem, line, begins);
    expect(!guest_neighbours_changed(), "%s: memory that is not the guest's has changed", what);
}
