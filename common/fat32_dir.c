/* Directories: 32-byte entries, short names of 8.3, and long names in the entries before them. */
#include "fat32.h"

#define ENTRY_SIZE      32
#define DIRECTORY_LIMIT (2 << 20) /* bytes: the specification's limit of 65,536 entries */

/* An entry's fields, and the values that matter. */
enum { ATTRIBUTES = 11, CLUSTER_HIGH = 20, CLUSTER_LOW = 26, SIZE = 28 };
enum { LONG_ORDER = 0, LONG_CHECKSUM = 13 };
enum { FREE_FROM_HERE = 0x00, DELETED = 0xe5, LAST_LONG = 0x40 };
enum { VOLUME = 0x08, DIRECTORY = 0x10, LONG_NAME = 0x0f };

/* A long name as it is put together, 13 characters an entry, the last part first. */
struct long_name {
    char text[20 * 13 + 1]; /* 255 characters at most, in 20 parts */
    unsigned expected;      /* parts still to come; 0 and complete: the name is whole */
    bool complete;
    uint8_t checksum; /* of the short name that it belongs to */
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c;
}

static bool same_name(const char *a, const char *name, unsigned length)
{
    for (unsigned i = 0; i < length; i++) {
        if (!a[i] || lower(a[i]) != lower(name[i]))
            return false;
    }
    return !a[length];
}

static void add_long_part(struct long_name *name, const uint8_t *entry)
{
    static const uint8_t places[13] = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};
    unsigned order = entry[LONG_ORDER] & ~LAST_LONG;
    if (entry[LONG_ORDER] & LAST_LONG)
        *name = (struct long_name){.expected = order, .checksum = entry[LONG_CHECKSUM]};
    if (!order || order != name->expected || order * 13 >= sizeof name->text ||
        entry[LONG_CHECKSUM] != name->checksum) {
        *name = (struct long_name){0}; /* an orphan: only the short name counts */
        return;
    }
    for (unsigned i = 0; i < 13; i++) {
        uint32_t c = le16(entry + places[i]); /* UCS-2; what is not ASCII matches no name */
        name->text[(order - 1) * 13 + i] = c < 0x80 ? c : '\x7f';
    }
    name->complete = --name->expected == 0;
}

/* "SPIN    BIN" as "SPIN.BIN". */
static void short_name(const uint8_t *entry, char text[13])
{
    unsigned n = 0;
    for (unsigned i = 0; i < 11; i++) {
        if (i == 8 && entry[8] != ' ')
            text[n++] = '.';
        if (entry[i] != ' ')
            text[n++] = entry[i];
    }
    text[n] = '\0';
}

static uint8_t short_checksum(const uint8_t *entry)
{
    uint8_t sum = 0;
    for (unsigned i = 0; i < 11; i++)
        sum = (sum << 7 | sum >> 1) + entry[i];
    return sum;
}

/* Whether this entry is the one of that name. Long parts are kept for the entry after them. */
static bool matches(const uint8_t *entry, struct long_name *name, const char *wanted,
                    unsigned length)
{
    if (entry[0] == DELETED) {
        name->complete = false;
        return false;
    }
    if ((entry[ATTRIBUTES] & 0x3f) == LONG_NAME) {
        add_long_part(name, entry);
        return false;
    }
    bool is_long = name->complete && name->checksum == short_checksum(entry);
    name->complete = false;
    if (entry[ATTRIBUTES] & VOLUME)
        return false;
    char text[13];
    short_name(entry, text);
    return (is_long && same_name(name->text, wanted, length)) || same_name(text, wanted, length);
}

error fat32_find(struct fat32 *fs, uint32_t directory, const char *name, unsigned length,
                 struct fat32_entry *entry, bool *found)
{
    struct long_name long_name = {0};
    uint32_t sectors = 0;
    *found = false;
    if (directory < 2 || directory - 2 >= fs->clusters)
        return error_of("fat32: a directory starts at cluster %u of %u", directory, fs->clusters);
    while (directory) {
        for (uint32_t i = 0; i < fs->sectors_per_cluster; i++) {
            if (++sectors > DIRECTORY_LIMIT / SECTOR_SIZE)
                return error_of("fat32: a directory's cluster chain is a loop");
            TRY(fs->disk->read(fs->disk, fat32_sector(fs, directory) + i, 1, fs->sector));
            for (uint8_t *at = fs->sector; at < fs->sector + SECTOR_SIZE; at += ENTRY_SIZE) {
                if (at[0] == FREE_FROM_HERE)
                    return OK;
                if (!matches(at, &long_name, name, length))
                    continue;
                entry->first_cluster = le16(at + CLUSTER_HIGH) << 16 | le16(at + CLUSTER_LOW);
                entry->size = le32(at + SIZE);
                entry->is_directory = at[ATTRIBUTES] & DIRECTORY;
                *found = true;
                return OK;
            }
        }
        TRY(fat32_next_cluster(fs, directory, &directory));
    }
    return OK;
}
