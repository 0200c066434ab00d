/*
 * ELF with a note that names an entry in 32-bit protected mode: Xen's PVH, by which QEMU starts the
 * hypervisor too. Xen: docs/misc/pvh.pandoc. Without such a note the file is loaded as in step 4.
 */
#include "hand_over.h"

#include "acpi.h"
#include "elf.h"
#include "fat32.h"
#include "guest_memory.h"
#include "pvh.h"
#include "pvh_note.h"
#include "string.h"

/* Where the notes of that program header are in the file; false if it is for something else. */
static bool notes_at(const struct elf *elf, const uint8_t *header, uint64_t *at, uint64_t *size)
{
    enum { PT_NOTE = 4 };
    unsigned bytes = elf->is_64 ? 8 : 4, offset = elf->is_64 ? 8 : 4,
             file_size = elf->is_64 ? 32 : 16;
    uint32_t type;
    *at = *size = 0;
    memcpy(&type, header, sizeof type);
    memcpy(at, header + offset, bytes);
    memcpy(size, header + file_size, bytes);
    return type == PT_NOTE;
}

/* The entry that the file's notes name; 0 without one. The file is an ELF that could be loaded. */
static error find_entry(struct fat32_file *file, const uint8_t *first, uint64_t *entry)
{
    static uint8_t headers[ELF_SEGMENTS * ELF_SEGMENT_SIZE], notes[4096];
    struct elf elf;
    uint64_t at, size;
    TRY(elf_read_header(first, file->size, ELF_MACHINE, &elf));
    TRY(fat32_read(file, elf.headers, headers, elf.header_count * elf.header_size));
    for (unsigned i = 0; i < elf.header_count && !*entry; i++) {
        if (!notes_at(&elf, headers + i * elf.header_size, &at, &size))
            continue;
        if (at > file->size || size > file->size - at)
            return error_of("truncated: notes are 0x%lx bytes from 0x%lx on, the file has 0x%x",
                            size, at, file->size);
        size = size < sizeof notes ? size : sizeof notes;
        TRY(fat32_read(file, at, notes, size));
        *entry = pvh_entry(notes, size);
    }
    return OK;
}

/* Step 8 has written the rest of start_info. */
static error hand_over_pvh_elf(struct guest *guest)
{
    uint64_t left, at = guest->ram.base + guest->ram.size - PAGE_SIZE;
    struct start_info *info = guest_memory_at(guest, at, STAGE2_W, &left);
    info->rsdp = ACPI_RSDP;
    keep_last_page(guest);
    return OK;
}

static error load_pvh_elf(struct guest *guest, const struct guest_layout *layout,
                          struct fat32_file *file, const uint8_t *first)
{
    uint64_t entry = 0;
    TRY(elf_format.load(guest, layout, file, first));
    TRY(find_entry(file, first, &entry));
    if (!entry)
        return OK;
    if (entry > ELF_ENTRY_LIMIT || entry - layout->base >= layout->size)
        return error_of("its PVH note names the entry 0x%lx, but the guest has 0x%lx..0x%lx", entry,
                        layout->base, layout->base + layout->size);
    guest->entry = entry;
    guest->hand_over = hand_over_pvh_elf;
    return OK;
}

struct image_format pvh_elf_format = {"ELF", elf_is, load_pvh_elf, NULL};
