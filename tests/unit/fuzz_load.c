/*
 * libFuzzer on what becomes of an image: step 4's load_guest(), with its ELF reader, the guest's
 * memory and the stage-2 tables. The input is the file; the disk is left out.
 */
#include "load_guest.h"

#include "elf.h"
#include "fat32.h"
#include "flat_image.h"
#include "fuzz_unit.h"
#include "page_alloc.h"
#include "virtio_blk.h"

#include <string.h>

char boot_cpu[1]; /* the one CPU's structure: nothing here uses it */

#define POOL   (1 << 20) /* bytes that there are */
#define MEMORY 0x13000   /* bytes of the guest: blocks of several sizes */
static void start_elf(struct vcpu *vcpu, uint64_t entry)
{
}

static void start_flat(struct vcpu *vcpu, uint64_t entry)
{
}

static const struct guest_layout layout = {0x40000000, MEMORY, 0x40010000, start_elf, start_flat};

static const uint8_t *input;
static uint32_t input_size;

/* --- Instead of the disk, and of what the machine gives --- */

void *memory_zero(void *at, uint64_t size)
{
    return memset(at, 0, size);
}

void memory_clean(const void *at, uint64_t size)
{
    MUST(at && size <= MEMORY);
}

void stage2_fence(const struct stage2 *stage2)
{
}

const char *stage2_level_name(unsigned height)
{
    return "";
}

void print_entry(stage2_entry entry, unsigned height)
{
}

error virtio_blk_open(struct block_device **disk)
{
    return OK;
}

error fat32_mount(struct fat32 *fs, struct block_device *disk)
{
    return OK;
}

error fat32_open(struct fat32 *fs, const char *path, struct fat32_file *file)
{
    file->size = input_size;
    return OK;
}

error fat32_read(struct fat32_file *file, uint32_t offset, void *buffer, uint32_t length)
{
    MUST(offset <= input_size && length <= input_size - offset);
    memcpy(buffer, input + offset, length);
    return OK;
}

/* --- What the guest's memory has to be: zero, but for what the file says --- */

static uint8_t wanted[MEMORY];

/* What elf_read_segments() promises, said once more. */
static void check_segments(const struct elf *elf, const struct elf_segment *segments,
                           unsigned count)
{
    bool entry_found = false;
    MUST(count && count <= ELF_SEGMENTS);
    for (unsigned i = 0; i < count; i++) {
        struct elf_segment s = segments[i];
        MUST(s.gpa >= layout.base && s.memory_size <= MEMORY);
        MUST(s.gpa - layout.base <= MEMORY - s.memory_size);
        MUST(s.file_size <= s.memory_size);
        MUST(s.file_size <= input_size && s.offset <= input_size - s.file_size);
        entry_found |= elf->entry >= s.gpa && elf->entry < s.gpa + s.memory_size;
        for (const struct elf_segment *t = segments; t < segments + i; t++)
            MUST(s.gpa + s.memory_size <= t->gpa || t->gpa + t->memory_size <= s.gpa);
    }
    MUST(entry_found && elf->entry <= ELF_ENTRY_LIMIT);
}

static void load_as_we_think(const struct guest *guest)
{
    struct elf elf;
    struct elf_segment segments[ELF_SEGMENTS];
    unsigned count;
    memset(wanted, 0, MEMORY);
    if (!elf_is(input, input_size)) {
        MUST(!flat_image_check(input,
                               input_size < FLAT_IMAGE_FIRST ? input_size : FLAT_IMAGE_FIRST));
        memcpy(wanted + (layout.flat_at - layout.base), input, input_size);
        MUST(guest->entry == layout.flat_at && guest->start == start_flat);
        return;
    }
    MUST(!elf_read_header(input, input_size, ELF_MACHINE, &elf));
    MUST(!elf_read_segments(&elf, input + elf.headers, input_size, layout.base, MEMORY, segments,
                            &count));
    check_segments(&elf, segments, count);
    for (unsigned i = 0; i < count; i++)
        memcpy(wanted + (segments[i].gpa - layout.base), input + segments[i].offset,
               segments[i].file_size);
    MUST(guest->entry == elf.entry && guest->start == start_elf);
}

static void check(const struct guest *guest)
{
    struct stage2_place place;
    load_as_we_think(guest);
    for (uint64_t at = 0; at < MEMORY; at += PAGE_SIZE) {
        MUST(stage2_lookup(&guest->stage2, layout.base + at, &place));
        MUST(!memcmp((void *)place.hpa, wanted + at, PAGE_SIZE));
    }
    fuzz_successes++;
}

static void free_all(struct guest *guest)
{
    struct stage2_place place;
    for (uint64_t at = 0; at < MEMORY; at += PAGE_SIZE) {
        if (stage2_lookup(&guest->stage2, layout.base + at, &place))
            page_free((void *)place.hpa); /* the first page of a block; for others, an error */
    }
    stage2_destroy(&guest->stage2);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static _Alignas(POOL) uint8_t pool[POOL];
    static uint64_t pages;
    struct guest guest;
    if (!pages) {
        page_alloc_add((uintptr_t)pool, (uintptr_t)pool + POOL);
        pages = pages_free();
    }
    input = bytes;
    input_size = size;
    MUST(!guest_init(&guest, 0));
    if (load_guest(&guest, &layout, "/fuzz"))
        check(&guest);
    free_all(&guest);
    MUST(pages_free() == pages);
    return 0;
}
