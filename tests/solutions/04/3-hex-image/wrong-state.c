/* MISS extended addresses, and where the guest starts: what is added stays for the next image */
#include "exercise.h"

enum { DATA, END, SEGMENT, START_SEGMENT, LINEAR, START_LINEAR };

#define MOST_BYTES (4 + 255 + 1) /* of a record: count, address and type, data, sum */

/* The file, which is read in pieces, and what its records have said so far. */
struct reader {
    struct fat32_file *file;
    uint32_t at, piece_at, piece_end; /* offsets in the file */
    uint8_t piece[SECTOR_SIZE];

    unsigned line;
    uint64_t base; /* what is added to the addresses of data */
    uint64_t entry;
    bool has_entry, ended;
};

struct record {
    uint8_t bytes[MOST_BYTES];
    unsigned length, count, type; /* bytes of it all, and of its data */
    uint32_t address;
    const uint8_t *data;
};

/* --- Text --- */

static int digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The next character; '\n' at the end of the file as well. */
static error next(struct reader *r, uint8_t *c)
{
    *c = '\n';
    if (r->at == r->file->size)
        return OK;
    if (r->at == r->piece_end) {
        uint32_t left = r->file->size - r->at;
        r->piece_at = r->at;
        r->piece_end = r->at + (left < SECTOR_SIZE ? left : SECTOR_SIZE);
        TRY(fat32_read(r->file, r->at, r->piece, r->piece_end - r->at));
    }
    *c = r->piece[r->at++ - r->piece_at];
    return OK;
}

/* The bytes of the next line. */
static error read_line(struct reader *r, struct record *record)
{
    uint8_t c, low;
    r->line++;
    record->length = 0;
    TRY(next(r, &c));
    if (c != ':')
        return error_of("line %u: it does not begin with a colon", r->line);
    for (;;) {
        TRY(next(r, &c));
        if (c == '\r')
            TRY(next(r, &c));
        if (c == '\n')
            return OK;
        TRY(next(r, &low));
        if (digit(c) < 0 || digit(low) < 0)
            return error_of("line %u: not two hexadecimal digits for each byte", r->line);
        if (record->length == MOST_BYTES)
            return error_of("line %u: longer than a record can be", r->line);
        record->bytes[record->length++] = digit(c) << 4 | digit(low);
    }
}

static error read_record(struct reader *r, struct record *record)
{
    uint8_t sum = 0;
    TRY(read_line(r, record));
    if (record->length < 5 || record->length != 5u + record->bytes[0])
        return error_of("line %u: %u bytes, which is not what its count says", r->line,
                        record->length);
    for (unsigned i = 0; i < record->length; i++)
        sum += record->bytes[i];
    if (sum)
        return error_of("line %u: its bytes add up to 0x%02x, not 0", r->line, sum);
    record->count = record->bytes[0];
    record->address = record->bytes[1] << 8 | record->bytes[2];
    record->type = record->bytes[3];
    record->data = record->bytes + 4;
    return OK;
}

/* --- What a record says --- */

static error store(struct guest *guest, const struct reader *r, const struct record *record)
{
    uint64_t gpa = r->base + record->address, length = 0;
    uint8_t *to = NULL;
    for (unsigned i = 0; i < record->count; i++, to++, length--) {
        if (!length && !(to = guest_memory_at(guest, gpa + i, STAGE2_W, &length)))
            return error_of("line %u: 0x%lx is not the guest's memory", r->line, gpa + i);
        *to = record->data[i];
    }
    return OK;
}

static error set_address(struct reader *r, const struct record *record)
{
    static const uint8_t counts[] = {
        [SEGMENT] = 2, [LINEAR] = 2, [START_SEGMENT] = 4, [START_LINEAR] = 4};
    if (record->type > START_LINEAR || record->count != counts[record->type])
        return error_of("line %u: type %u with %u bytes", r->line, record->type, record->count);
    uint64_t high = record->data[0] << 8 | record->data[1];
    uint64_t low = record->data[2] << 8 | record->data[3];
    if (record->type == SEGMENT)
        r->base = high << 4;
    if (record->type == LINEAR)
        r->base = high << 16;
    if (record->count == 4) {
        r->entry = record->type == START_LINEAR ? high << 16 | low : (high << 4) + low;
        r->has_entry = true;
    }
    return OK;
}

/* --- The format --- */

static bool hex_is(const uint8_t *first, uint64_t file_size)
{
    if (file_size < 11 || first[0] != ':')
        return false;
    for (unsigned i = 1; i < 11; i++) {
        if (digit(first[i]) < 0)
            return false;
    }
    return true;
}

static error load_records(struct guest *guest, struct reader *r)
{
    static struct record record;
    while (r->at < r->file->size) {
        TRY(read_record(r, &record));
        if (r->ended)
            return error_of("line %u: a record after the end", r->line);
        if (record.type == DATA)
            TRY(store(guest, r, &record));
        else if (record.type == END)
            r->ended = true;
        else
            TRY(set_address(r, &record));
    }
    return OK;
}

static error hex_load(struct guest *guest, const struct guest_layout *layout,
                      struct fat32_file *file, const uint8_t *first)
{
    static struct reader reader;
    uint64_t length;
    reader = (struct reader){.file = file, .base = reader.base};
    TRY(load_records(guest, &reader));
    if (!reader.ended || !reader.has_entry)
        return error_of("line %u: the file ends without %s", reader.line,
                        reader.ended ? "a start address" : "an end record");
    if (!guest_memory_at(guest, reader.entry, STAGE2_X, &length))
        return error_of("line %u: its entry 0x%lx is not in the guest's memory", reader.line,
                        reader.entry);
    guest->entry = reader.entry;
    guest->start = layout->elf_start;
    return OK;
}

struct image_format hex_format = {"HEX", hex_is, hex_load, NULL};
