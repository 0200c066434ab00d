/* Grades exercise 4.3: HEX images that the grader writes, right ones and wrong ones. */
#include "enter_guest.h"
#include "exercise.h"
#include "flat_image.h"
#include "grade.h"
#include "image.h"
#include "memory_disk.h"
#include "page_alloc.h"
#include "probe.h"
#include "random.h"
#include "string.h"
#include "wrong_images.h"

/* --- The points --- */

static void recognizes(const char *begins, uint64_t size, bool right)
{
    static uint8_t first[FLAT_IMAGE_FIRST];
    memset(first, '0', sizeof first); /* bytes of an earlier file */
    memcpy(first, begins, strlen(begins));
    expect(hex_format.is(first, size) == right,
           "is() says %s of a file of %lu bytes that begins with \"%s\"", right ? "no" : "yes",
           size, begins);
}

static void check_is(void)
{
    recognizes(":00000001FF", 11, true);
    recognizes(":0200000400a05a\n", 1000, true);
    recognizes(":10000000BC00201000E866000000B8080000840F00\r\n", 700, true); /* a wrong sum */
    recognizes(":0000000", 8, false);
    recognizes(":000000011 has nine digits\n", 300, false);
    recognizes(":10 on the clock, and all is well\n", 500, false);
    recognizes(";00000001FF\n", 12, false);
    recognizes("\177ELF0000000001", 100, false);
}

/* Without an extended address. */
static void try_plain(unsigned style, const char *what)
{
    image_begin(low_base());
    text_begin(style);
    image_add_data(test_guest.ram.base + 0x1000 + random_below(1000), 1 + random_below(16));
    image_add_data(test_guest.ram.base + 0x800 + random_below(1000), 0);
    image_add_data(test_guest.ram.base + random_below(1000), MOST_DATA);
    image_add_end(test_guest.ram.base);
    image_loads(what);
}

static void check_data(void)
{
    for (unsigned style = 0; style < TEXT_STYLES; style++)
        try_plain(style, style & CR_LF ? "lines that end with CR LF" : "lines that end with LF");
}

static void expect_start(uint64_t entry)
{
    expect(test_guest.entry == entry && test_guest.start == elf_start,
           "guest->entry is 0x%lx, it should be 0x%lx; guest->start is %s", test_guest.entry, entry,
           test_guest.start == elf_start ? "right" : "not layout->elf_start");
}

static void try_linear(void)
{
    uint64_t base = high_base(), entry = base + random_below(GUEST_SIZE);
    image_begin(base);
    for (unsigned i = 0; i < 3; i++) {
        uint64_t gpa = base + (i + 1) % 3 * 0x8000 + random_below(0x800) * 2;
        image_add_linear(gpa);
        image_add_data(gpa, 2);
    }
    image_add_end(entry);
    if (image_loads("types 4 and 5"))
        expect_start(entry);
}

static void try_segment(void)
{
    uint64_t base = low_base(), entry = base + random_below(0x8000);
    image_begin(base);
    uint32_t offset = 0x7ff0 | entry % 16; /* in its segment */
    text_add_number(START_SEGMENT, (entry - offset) >> 4 << 16 | offset, 4);
    image_add_linear(base + 0x10000);
    image_add_data(base + 0x10000, 10);
    image_add_segment(base + 0x1000 + random_below(0x1000));
    image_add_data(image_added + random_below(0x800) * 2, 2);
    image_add_segment(base + 0x8000 + random_below(0x1000));
    image_add_data(image_added + 0x8000 + random_below(0x800) * 2, 2);
    image_add_linear(base);
    image_add_data(base + 0x20, 10);
    text_add(END, 0, NULL, 0);
    if (image_loads("types 2 and 3, and 4"))
        expect_start(entry);
}

static void check_addresses(void)
{
    try_segment();
    try_linear();
    try_plain(0, "no extended address, after an image that has some");
}

static void check_long(void)
{
    uint64_t base = high_base(), gpa = base + random_below(PAGE_SIZE), end = base + 7 * PAGE_SIZE;
    image_begin(base);
    for (unsigned count; gpa < end; gpa += count) {
        uint64_t left = 0x10000 - gpa % 0x10000;
        count = 1 + random_below(MOST_DATA);
        count = count < left ? count : left;
        if (gpa - image_added > 0xffff)
            image_add_linear(gpa);
        image_add_data(gpa, count);
    }
    image_add_end(test_guest.ram.base);
    image_loads("many records in order");
}

/* --- A real one --- */

static struct guest guest;
static uint64_t probe_at;

/* The disk that load_guest() reads. */
error __wrap_virtio_blk_open(struct block_device **disk);
error __wrap_virtio_blk_open(struct block_device **disk)
{
    uint32_t size;
    const char *text = text_whole(&size);
    *disk = disk_with(text, size);
    return OK;
}

static void check_guest(void)
{
    static const struct guest_layout layout = {.base = 0x100000, .size = 2 << 20};
    probe_at = layout.base + random_below((layout.size - PAGE_SIZE) / 16) * 16;
    text_begin(random_below(TEXT_STYLES));
    for (char *from = probe_start; from < probe_end; from += 8) {
        uint64_t gpa = probe_at + (from - probe_start), left = probe_end - from;
        image_add_linear(gpa);
        text_add(DATA, gpa - image_added, (const uint8_t *)from, left < 8 ? left : 8);
    }
    image_add_end(probe_at);
    image_format_add(&hex_format);
    must(guest_init(&guest, 0));
    if (expect(load_guest(&guest, &layout, DISK_FILE),
               "it is not loaded, for the reason that load_guest() printed"))
        enter_guest(guest.entry, guest.stage2.root);
}

const struct point points[] = {
    {"HEX images are recognized, and nothing else", check_is},
    {"records of data", check_data},
    {"extended addresses, and where the guest starts", check_addresses},
    {"a long image, over many pages", check_long},
    {"a wrong record is refused, with its line", check_wrong},
    {"no end, no start, or something after the end", check_end},
    {"nothing outside the guest's RAM", check_outside},
    {"a guest comes from a HEX image, and runs", check_guest},
    {},
};

int main(void)
{
    page_alloc_init();
    check_points();
}

void guest_trapped(void)
{
    uint64_t left;
    uint32_t *mark = guest_memory_at(&guest, probe_at + PROBE_MARK_OFFSET, STAGE2_R, &left);
    expect(
        trapped_by_hypercall() && *mark == PROBE_MARK,
        "the guest was entered at 0x%lx; it should store a word and make a hypercall, and did not",
        guest.entry);
    check_points();
}
