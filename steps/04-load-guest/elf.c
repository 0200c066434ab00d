#include "elf.h"

#include "string.h"

/* A number in the file: where it is, and how many bytes it has. */
struct field {
    uint8_t at, bytes;
};

/* The places of the numbers that we read (System V gABI, chapters 4 and 5), in files of 32 and of
 * 64 bits. */
static const struct elf_format {
    struct field entry, headers, header_size, header_count;    /* of the file's header */
    struct field offset, address, gpa, file_size, memory_size; /* of a program header */
    unsigned program_header;                                   /* its size in bytes */
} formats[] = {
    [false] = {{24, 4}, {28, 4}, {42, 2}, {44, 2}, {4, 4}, {8, 4}, {12, 4}, {16, 4}, {20, 4}, 32},
    [true] = {{24, 8}, {32, 8}, {54, 2}, {56, 2}, {8, 8}, {16, 8}, {24, 8}, {32, 8}, {40, 8}, 56},
};

/* At the same place in both. */
enum { CLASS = 4, DATA = 5, TYPE = 16, MACHINE = 18, P_TYPE = 0 };
enum { CLASS_32 = 1, CLASS_64 = 2, LITTLE_ENDIAN = 1, BIG_ENDIAN = 2 };
enum { TYPE_OBJECT = 1, TYPE_EXECUTABLE = 2, TYPE_SHARED = 3, TYPE_CORE = 4 };
enum { PT_LOAD = 1, PT_INTERP = 3 };

static uint64_t number(const uint8_t *at, unsigned bytes)
{
    uint64_t value = 0;
    while (bytes--)
        value = value << 8 | at[bytes];
    return value;
}

static uint64_t get(const uint8_t *header, struct field field)
{
    return number(header + field.at, field.bytes);
}

bool elf_is(const uint8_t *header, uint64_t length)
{
    return length >= 4 && !memcmp(header, "\177ELF", 4);
}

/* It has to be for the guest's machine: elf_read_header() says what that number is. */
static error check_machine(const uint8_t *header, unsigned machine)
{
    unsigned machine_64 = machine & 0xffff, machine_32 = machine >> 16;
    unsigned number_is = number(header + MACHINE, 2);
    if ((header[CLASS] != CLASS_32 && header[CLASS] != CLASS_64) ||
        (header[DATA] != LITTLE_ENDIAN && header[DATA] != BIG_ENDIAN))
        return error_of("a damaged ELF: its class is %u and its byte order %u", header[CLASS],
                        header[DATA]);
    if (header[DATA] == BIG_ENDIAN)
        return error_of("a big-endian ELF for %s: build it for little-endian %s",
                        elf_machine_name(header[MACHINE] << 8 | header[MACHINE + 1]),
                        elf_machine_name(machine_64));
    if (number_is != machine_64 && (!machine_32 || number_is != machine_32))
        return error_of("an ELF for %s (machine %u): build it for %s", elf_machine_name(number_is),
                        number_is, elf_machine_name(machine_64));
    if (number_is != (header[CLASS] == CLASS_64 ? machine_64 : machine_32))
        return error_of("a %d-bit ELF for %s: build it for %d bits",
                        header[CLASS] == CLASS_64 ? 64 : 32, elf_machine_name(number_is),
                        header[CLASS] == CLASS_64 ? 32 : 64);
    return OK;
}

/* It has to be a program that is linked to fixed addresses. */
static error check_type(const struct elf *elf, unsigned type)
{
    switch (type) {
    case TYPE_EXECUTABLE:
        return OK;
    case TYPE_OBJECT:
        return error_of("an object file: link it, with ld.lld -static");
    case TYPE_SHARED: /* a library has no place to start at */
        return elf->entry
                   ? error_of("position-independent executable: link it with -no-pie -static")
                   : error_of("a shared library: link a program, without -shared");
    case TYPE_CORE:
        return error_of("a core dump: what is left of a program, not a program");
    default:
        return error_of("an ELF of type %u, not an executable (2)", type);
    }
}

error elf_read_header(const uint8_t *header, uint64_t file_size, unsigned machine, struct elf *elf)
{
    if (file_size < ELF_HEADER_SIZE)
        return error_of("an ELF that ends within its header, at byte %lu", file_size);
    elf->is_64 = header[CLASS] == CLASS_64;
    const struct elf_format *format = &formats[elf->is_64];
    elf->entry = get(header, format->entry);
    elf->headers = get(header, format->headers);
    elf->header_count = get(header, format->header_count);
    elf->header_size = format->program_header;
    TRY(check_machine(header, machine));
    TRY(check_type(elf, number(header + TYPE, 2)));
    if (get(header, format->header_size) != elf->header_size || !elf->header_count)
        return error_of("an ELF without program headers");
    if (elf->header_count > ELF_SEGMENTS)
        return error_of("an ELF with %u program headers, at most %d are read", elf->header_count,
                        ELF_SEGMENTS);
    uint64_t length = elf->header_count * elf->header_size;
    if (elf->headers > file_size || length > file_size - elf->headers)
        return error_of("truncated: program headers at 0x%lx, the file has 0x%lx bytes",
                        elf->headers, file_size);
    return OK;
}

static struct elf_segment segment_of(const struct elf *elf, const uint8_t *header)
{
    const struct elf_format *format = &formats[elf->is_64];
    return (struct elf_segment){
        .address = get(header, format->address),
        .gpa = get(header, format->gpa),
        .memory_size = get(header, format->memory_size),
        .offset = get(header, format->offset),
        .file_size = get(header, format->file_size),
    };
}

static error check_segment(struct elf_segment s, unsigned i, uint64_t file_size, uint64_t base,
                           uint64_t size)
{
    if (s.offset > file_size || s.file_size > file_size - s.offset)
        return error_of("truncated: segment %u is 0x%lx bytes from 0x%lx on, the file has 0x%lx", i,
                        s.file_size, s.offset, file_size);
    if (s.file_size > s.memory_size)
        return error_of("segment %u has 0x%lx bytes in the file, but 0x%lx in memory", i,
                        s.file_size, s.memory_size);
    if (s.gpa + s.memory_size < s.gpa)
        return error_of("segment %u wraps around: 0x%lx bytes from 0x%lx on", i, s.memory_size,
                        s.gpa);
    if (s.gpa < base || s.gpa - base > size || s.memory_size > size - (s.gpa - base))
        return error_of("segment %u needs 0x%lx..0x%lx, but the guest has 0x%lx..0x%lx", i, s.gpa,
                        s.gpa + s.memory_size, base, base + size);
    return OK;
}

static error check_overlap(const struct elf_segment *s, const struct elf_segment *earlier,
                           unsigned i)
{
    for (const struct elf_segment *t = earlier; t < s; t++) {
        /* slide: overlap */
        if (s->gpa < t->gpa + t->memory_size && t->gpa < s->gpa + s->memory_size)
            return error_of("segment %u overlaps an earlier one at 0x%lx", i,
                            s->gpa > t->gpa ? s->gpa : t->gpa);
        /* end */
    }
    return OK;
}

/* The entry is one of the program's own addresses, and the guest starts with its paging off: the
 * segment that holds it says where that is in memory. Some, like Linux's vmlinux, name the place in
 * memory at once. */
static error translate_entry(struct elf *elf, const struct elf_segment *segments, unsigned count)
{
    for (const struct elf_segment *s = segments; s < segments + count; s++) {
        if (elf->entry >= s->address && elf->entry - s->address < s->memory_size) {
            elf->entry += s->gpa - s->address;
            return OK;
        }
    }
    for (const struct elf_segment *s = segments; s < segments + count; s++) {
        if (elf->entry >= s->gpa && elf->entry - s->gpa < s->memory_size)
            return OK;
    }
    return error_of("its entry 0x%lx is not in a segment", elf->entry);
}

error elf_read_segments(struct elf *elf, const uint8_t *headers, uint64_t file_size, uint64_t base,
                        uint64_t size, struct elf_segment segments[ELF_SEGMENTS], unsigned *count)
{
    *count = 0;
    for (unsigned i = 0; i < elf->header_count; i++, headers += elf->header_size) {
        struct elf_segment *s = &segments[*count];
        *s = segment_of(elf, headers);
        if (number(headers + P_TYPE, 4) == PT_INTERP)
            return error_of("a program that needs a dynamic linker: link it with -static");
        bool empty = !s->memory_size && !s->file_size;
        if (number(headers + P_TYPE, 4) != PT_LOAD || empty)
            continue;
        TRY(check_segment(*s, i, file_size, base, size));
        TRY(check_overlap(s, segments, i));
        ++*count;
    }
    if (!*count)
        return error_of("an ELF with nothing to load");
    return translate_entry(elf, segments, *count);
}
