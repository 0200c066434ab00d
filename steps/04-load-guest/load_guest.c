#include "load_guest.h"

#include "elf.h"
#include "fat32.h"
#include "flat_image.h"
#include "guest_memory.h"
#include "print.h"
#include "virtio_blk.h"

error guest_read_file(struct guest *guest, struct fat32_file *file, uint64_t offset, uint64_t gpa,
                      uint64_t size)
{
    TRY(guest_memory_prepare(guest, gpa, size));
    /* slide: read */
    while (size) {
        uint64_t length, more;
        char *to = guest_memory_at(guest, gpa, STAGE2_W, &length);
        if (!to)
            return error_of("GPA 0x%lx is not the guest's", gpa);
        while (length < size &&
               guest_memory_at(guest, gpa + length, STAGE2_W, &more) == to + length)
            length += more; /* the next page lies beside it */
        if (length > size)
            length = size;
        TRY(fat32_read(file, offset, to, length));
        offset += length;
        gpa += length;
        size -= length;
    }
    /* end */
    return OK;
}

/* The number of bytes by which a format is recognized. */
static uint32_t first_bytes(const struct fat32_file *file)
{
    return file->size < FLAT_IMAGE_FIRST ? file->size : FLAT_IMAGE_FIRST;
}

static error load_flat(struct guest *guest, const struct guest_layout *layout,
                       struct fat32_file *file, const uint8_t *first)
{
    uint64_t skipped = layout->flat_at - layout->base;
    uint64_t room = skipped < layout->size ? layout->size - skipped : 0;
    if (!file->size)
        return error_of("the file is empty");
    TRY(flat_image_check(first, first_bytes(file)));
    if (file->size > room)
        return error_of("0x%x bytes, but the guest has 0x%lx from 0x%lx on", file->size, room,
                        layout->flat_at);
    guest->entry = layout->flat_at;
    guest->start = layout->flat_start;
    guest->image_end = layout->flat_at + file->size;
    return guest_read_file(guest, file, 0, layout->flat_at, file->size);
}

static error load_elf(struct guest *guest, const struct guest_layout *layout,
                      struct fat32_file *file, const uint8_t *first)
{
    static uint8_t headers[ELF_SEGMENTS * ELF_SEGMENT_SIZE];
    struct elf_segment segments[ELF_SEGMENTS];
    struct elf elf;
    unsigned count;
    TRY(elf_read_header(first, file->size, ELF_MACHINE, &elf));
    TRY(fat32_read(file, elf.headers, headers, elf.header_count * elf.header_size));
    TRY(elf_read_segments(&elf, headers, file->size, layout->base, layout->size, segments, &count));
    if (elf.entry > ELF_ENTRY_LIMIT)
        return error_of("its entry 0x%lx is above 0x%lx, the last address that it can start at",
                        elf.entry, ELF_ENTRY_LIMIT);
    for (struct elf_segment *s = segments; s < segments + count; s++) {
        TRY(guest_read_file(guest, file, s->offset, s->gpa, s->file_size));
        if (guest->image_end < s->gpa + s->memory_size)
            guest->image_end = s->gpa + s->memory_size;
    }
    guest->entry = elf.entry;
    guest->start = layout->elf_start;
    return OK;
}

struct image_format elf_format = {"ELF", elf_is, load_elf, NULL};
static const struct image_format flat_format = {"flat", NULL, load_flat, NULL};
static struct image_format *formats = &elf_format; /* flat is what is none of these */

void image_format_add(struct image_format *format)
{
    format->next = formats;
    formats = format;
}

static const struct image_format *format_of(const uint8_t *first, uint64_t file_size)
{
    for (struct image_format *format = formats; format; format = format->next) {
        if (format->is(first, file_size))
            return format;
    }
    return &flat_format;
}

static error load(struct guest *guest, const struct guest_layout *layout, const char *path)
{
    static struct fat32 fs;
    struct fat32_file file;
    struct block_device *disk;
    static uint8_t first[FLAT_IMAGE_FIRST];

    TRY(virtio_blk_open(&disk));
    TRY(fat32_mount(&fs, disk));
    TRY(fat32_open(&fs, path, &file));
    TRY(fat32_read(&file, 0, first, first_bytes(&file)));
    TRY(guest_add_ram(guest, layout->base, layout->size));
    const struct image_format *format = format_of(first, file.size);
    TRY(format->load(guest, layout, &file, first));
    guest_memory_clean(guest, layout->base, layout->size);
    printf("load: %s: %u bytes, %s, entry 0x%lx\n", path, file.size, format->name, guest->entry);
    return OK;
}

bool load_guest(struct guest *guest, const struct guest_layout *layout, const char *path)
{
    error problem = load(guest, layout, path);
    if (problem)
        printf("load: %s: %s\n", path, problem);
    return !problem;
}
