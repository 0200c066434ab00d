#include "elf.h"

#include "string.h"

/* The header's fields, in bytes from its start (System V gABI, chapter 4), for 64-bit files. */
enum {
    CLASS = 4,
    DATA = 5,
    TYPE = 16,
    MACHINE = 18,
    ENTRY = 24,
    PHOFF = 32,
    PHSIZE = 54,
    PHNUM = 56
};
enum { CLASS_64 = 2, LITTLE_ENDIAN = 1, TYPE_EXECUTABLE = 2 };

/* A program header's (chapter 5). */
enum { P_TYPE = 0, P_OFFSET = 8, P_PADDR = 24, P_FILESZ = 32, P_MEMSZ = 40 };
enum { PT_LOAD = 1 };

static uint64_t number(const uint8_t *at, unsigned bytes)
{
    uint64_t value = 0;
    while (bytes--)
        value = value << 8 | at[bytes];
    return value;
}

bool elf_is(const uint8_t *header, uint64_t length)
{
    return length >= 4 && !memcmp(header, "\177ELF", 4);
}

error elf_read_header(const uint8_t *header, uint64_t file_size, unsigned machine, struct elf *elf)
{
    if (file_size < ELF_HEADER_SIZE)
        return error_of("an ELF that ends within its header, at byte %lu", file_size);
    if (header[CLASS] != CLASS_64 || header[DATA] != LITTLE_ENDIAN)
        return error_of("not a little-endian ELF64");
    if (number(header + MACHINE, 2) != machine)
        return error_of("an ELF for machine %lu, this one is %u", number(header + MACHINE, 2),
                        machine);
    if (number(header + TYPE, 2) != TYPE_EXECUTABLE)
        return error_of("an ELF that is no executable (type %lu)", number(header + TYPE, 2));

    elf->entry = number(header + ENTRY, 8);
    elf->headers = number(header + PHOFF, 8);
    elf->header_count = number(header + PHNUM, 2);
    if (number(header + PHSIZE, 2) != ELF_SEGMENT_SIZE || !elf->header_count)
        return error_of("an ELF without program headers");
    if (elf->header_count > ELF_SEGMENTS)
        return error_of("an ELF with %u program headers, at most %d are read", elf->header_count,
                        ELF_SEGMENTS);
    uint64_t length = elf->header_count * ELF_SEGMENT_SIZE;
    if (elf->headers > file_size || length > file_size - elf->headers)
        return error_of("truncated: program headers at 0x%lx, the file has 0x%lx bytes",
                        elf->headers, file_size);
    return OK;
}

static error read_segment(const uint8_t *header, unsigned i, uint64_t file_size, uint64_t base,
                          uint64_t size, struct elf_segment *segment)
{
    struct elf_segment s = {
        .gpa = number(header + P_PADDR, 8),
        .memory_size = number(header + P_MEMSZ, 8),
        .offset = number(header + P_OFFSET, 8),
        .file_size = number(header + P_FILESZ, 8),
    };
    if (s.offset > file_size || s.file_size > file_size - s.offset)
        return error_of("truncated: segment %u is 0x%lx bytes from 0x%lx on, the file has 0x%lx", i,
                        s.file_size, s.offset, file_size);
    if (s.file_size > s.memory_size)
        return error_of("segment %u has 0x%lx bytes in the file, 0x%lx in memory", i, s.file_size,
                        s.memory_size);
    if (s.gpa + s.memory_size < s.gpa)
        return error_of("segment %u wraps around: 0x%lx bytes from 0x%lx on", i, s.memory_size,
                        s.gpa);
    if (s.gpa < base || s.gpa - base > size || s.memory_size > size - (s.gpa - base))
        return error_of("segment %u wants 0x%lx..0x%lx, the guest has 0x%lx..0x%lx", i, s.gpa,
                        s.gpa + s.memory_size, base, base + size);
    *segment = s;
    return OK;
}

error elf_read_segments(const struct elf *elf, const uint8_t *headers, uint64_t file_size,
                        uint64_t base, uint64_t size, struct elf_segment segments[ELF_SEGMENTS],
                        unsigned *count)
{
    bool entry_found = false;
    *count = 0;
    for (unsigned i = 0; i < elf->header_count; i++, headers += ELF_SEGMENT_SIZE) {
        struct elf_segment *s = &segments[*count];
        bool empty = !number(headers + P_MEMSZ, 8) && !number(headers + P_FILESZ, 8);
        if (number(headers + P_TYPE, 4) != PT_LOAD || empty)
            continue;
        error problem = read_segment(headers, i, file_size, base, size, s);
        if (problem)
            return problem;
        for (unsigned j = 0; j < *count; j++) {
            struct elf_segment *t = &segments[j];
            if (s->gpa < t->gpa + t->memory_size && t->gpa < s->gpa + s->memory_size)
                return error_of("segment %u overlaps an earlier one at 0x%lx", i,
                                s->gpa > t->gpa ? s->gpa : t->gpa);
        }
        entry_found |= elf->entry >= s->gpa && elf->entry - s->gpa < s->memory_size;
        ++*count;
    }
    if (!*count)
        return error_of("an ELF with nothing to load");
    if (!entry_found)
        return error_of("its entry 0x%lx lies in none of its segments", elf->entry);
    return OK;
}
