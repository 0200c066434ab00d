#include "load_guest.h"

#include "elf.h"
#include "fat32.h"
#include "guest_memory.h"
#include "print.h"
#include "virtio_blk.h"

/* Reads the file's bytes into the guest's memory, straight from the disk. */
static error read_into(struct guest *guest, struct fat32_file *file, uint64_t offset, uint64_t gpa,
                       uint64_t size)
{
    /* slide: read */
    while (size) {
        uint64_t length;
        void *to = guest_memory_at(&guest->stage2, gpa, STAGE2_W, &length);
        if (!to)
            return error_of("GPA 0x%lx is not the guest's", gpa);
        if (length > size)
            length = size;
        error problem = fat32_read(file, offset, to, length);
        if (problem)
            return problem;
        offset += length;
        gpa += length;
        size -= length;
    }
    /* end */
    return OK;
}

static error load_flat(struct guest *guest, const struct guest_layout *layout,
                       struct fat32_file *file)
{
    uint64_t skipped = layout->flat_at - layout->base;
    uint64_t room = skipped < layout->size ? layout->size - skipped : 0;
    if (!file->size)
        return error_of("the file is empty");
    if (file->size > room)
        return error_of("0x%x bytes, the guest has 0x%lx from 0x%lx on", file->size, room,
                        layout->flat_at);
    guest->entry = layout->flat_at;
    guest->start = layout->flat_start;
    return read_into(guest, file, 0, layout->flat_at, file->size);
}

static error load_elf(struct guest *guest, const struct guest_layout *layout,
                      struct fat32_file *file, const uint8_t *header)
{
    static uint8_t headers[ELF_SEGMENTS * ELF_SEGMENT_SIZE];
    struct elf_segment segments[ELF_SEGMENTS];
    struct elf elf;
    unsigned count;
    error problem = elf_read_header(header, file->size, ELF_MACHINE, &elf);
    if (problem)
        return problem;
    problem = fat32_read(file, elf.headers, headers, elf.header_count * elf.header_size);
    if (problem)
        return problem;
    problem =
        elf_read_segments(&elf, headers, file->size, layout->base, layout->size, segments, &count);
    if (problem)
        return problem;
    for (struct elf_segment *s = segments; s < segments + count; s++) {
        problem = read_into(guest, file, s->offset, s->gpa, s->file_size);
        if (problem)
            return problem;
    }
    guest->entry = elf.entry;
    return OK;
}

static error load(struct guest *guest, const struct guest_layout *layout, const char *path)
{
    static struct fat32 fs;
    struct fat32_file file;
    struct block_device *disk;
    uint8_t header[ELF_HEADER_SIZE] = {0};

    error problem = virtio_blk_open(&disk);
    if (!problem)
        problem = fat32_mount(&fs, disk);
    if (!problem)
        problem = fat32_open(&fs, path, &file);
    if (!problem)
        problem =
            fat32_read(&file, 0, header, file.size < sizeof header ? file.size : sizeof header);
    if (!problem)
        problem = stage2_init(&guest->stage2);
    if (!problem)
        problem = guest_memory_add(&guest->stage2, layout->base, layout->size);
    if (problem)
        return problem;

    bool is_elf = elf_is(header, file.size);
    problem = is_elf ? load_elf(guest, layout, &file, header) : load_flat(guest, layout, &file);
    guest_memory_clean(&guest->stage2, layout->base, layout->size);
    if (!problem)
        printf("load: %s: %u bytes, %s, entry 0x%lx\n", path, file.size, is_elf ? "ELF" : "flat",
               guest->entry);
    return problem;
}

bool load_guest(struct guest *guest, const struct guest_layout *layout, const char *path)
{
    error problem = load(guest, layout, path);
    if (problem)
        printf("load: %s: %s\n", path, problem);
    return !problem;
}
