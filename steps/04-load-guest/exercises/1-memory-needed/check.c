/* Grades exercise 4.1: with segments that a seed makes, and with a guest of the disk. */
#include "enter_guest.h"
#include "exercise.h"
#include "fat32.h"
#include "grade.h"
#include "load_guest.h"
#include "page_alloc.h"
#include "random.h"
#include "virtio_blk.h"

#define GUEST "/sbin/hello"

static uint64_t random_pages(uint64_t limit)
{
    return (1 + random_below(limit)) * PAGE_SIZE;
}

/* A segment in whole pages, which the program sees where it lies, and all of it is in the file. */
static struct elf_segment random_segment(void)
{
    struct elf_segment s = {.gpa = random_pages(1 << 20), .memory_size = random_pages(100)};
    s.offset = random_pages(10);
    s.address = s.gpa;
    s.file_size = s.memory_size;
    return s;
}

/* What the answer says, if it is right; else an empty range. */
static struct gpa_range ask(const struct elf_segment *segments, unsigned count, const char *hint)
{
    struct gpa_range said = memory_needed(segments, count), is = {UINT64_MAX, 0};
    for (const struct elf_segment *s = segments; s < segments + count; s++) {
        uint64_t end = (s->gpa + s->memory_size + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE;
        is.base = s->gpa < is.base ? s->gpa / PAGE_SIZE * PAGE_SIZE : is.base;
        is.end = end > is.end ? end : is.end;
    }
    bool right = expect(said.base == is.base && said.end == is.end,
                        "you said 0x%lx..0x%lx, it is 0x%lx..0x%lx. %s", said.base, said.end,
                        is.base, is.end, hint);
    return right ? said : (struct gpa_range){0};
}

/* --- The points --- */

static void check_one(void)
{
    struct elf_segment s = random_segment();
    ask(&s, 1, "It lies in whole pages already.");
}

static void check_edges(void)
{
    struct elf_segment s = random_segment();
    uint64_t after = 1 + random_below(PAGE_SIZE / 2); /* bytes before and in the next page */
    s.gpa += PAGE_SIZE - after;
    s.address = s.gpa;
    s.memory_size = s.file_size = 2 * after;
    ask(&s, 1, "It begins at the end of a page, and goes on in the next one.");
}

static void check_bss(void)
{
    struct elf_segment s = random_segment();
    s.file_size = random_below(PAGE_SIZE);
    s.memory_size += random_pages(100);
    ask(&s, 1, "What of a segment is not in the file is zero, and needs memory too.");
}

static void check_upper_half(void)
{
    struct elf_segment s = random_segment();
    s.address += 0xffffffff00000000;
    ask(&s, 1, "Which of its two addresses counts while the guest's paging is off?");
}

static void check_order(void)
{
    struct elf_segment s[4];
    for (uint64_t i = 0; i < ARRAY_LENGTH(s); i++) {
        s[i] = random_segment();
        s[i].gpa = s[i].address = s[i].gpa + ((i + 2) % 4 << 33);
    }
    ask(s, ARRAY_LENGTH(s), "Four segments, the third is the lowest, the second is the highest.");
    struct elf_segment two[] = {random_segment(), random_segment()};
    two[1].gpa = two[1].address = two[0].gpa + two[0].memory_size + random_pages(1000);
    ask(two, 2, "Two segments, in order.");
}

static error read_segments(struct elf_segment segments[ELF_SEGMENTS], unsigned *count)
{
    static struct fat32 fs;
    static uint8_t bytes[ELF_SEGMENTS * ELF_SEGMENT_SIZE];
    struct block_device *disk;
    struct fat32_file file;
    struct elf elf;
    TRY(virtio_blk_open(&disk));
    TRY(fat32_mount(&fs, disk));
    TRY(fat32_open(&fs, GUEST, &file));
    TRY(fat32_read(&file, 0, bytes, ELF_HEADER_SIZE));
    TRY(elf_read_header(bytes, file.size, ELF_MACHINE, &elf));
    TRY(fat32_read(&file, elf.headers, bytes, elf.header_count * elf.header_size));
    return elf_read_segments(&elf, bytes, file.size, 0, UINT64_MAX, segments, count);
}

static void check_guest(void)
{
    static struct guest guest;
    struct elf_segment segments[ELF_SEGMENTS];
    unsigned count;
    must(read_segments(segments, &count));
    struct gpa_range range = ask(segments, count, "These are the segments of " GUEST ".");
    if (!range.end)
        return;
    struct guest_layout layout = {.base = range.base, .size = range.end - range.base};
    must(guest_init(&guest, 0));
    if (expect(load_guest(&guest, &layout, GUEST), "load_guest() refuses it, as it says above"))
        enter_guest(guest.entry, guest.stage2.root);
}

const struct point points[] = {
    {"one segment", check_one},
    {"a segment over the edge of a page", check_edges},
    {"a segment that is larger in memory", check_bss},
    {"a segment that the program sees elsewhere", check_upper_half},
    {"segments in any order", check_order},
    {GUEST " runs in just that memory", check_guest},
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
