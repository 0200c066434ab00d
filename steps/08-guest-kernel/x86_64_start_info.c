/* x86_64: what a guest's kernel is told at its start. */
#include "x86_64_start_info.h"

#include "guest_memory.h"
#include "options.h"
#include "pvh.h"
#include "string.h"

/* The page: addresses in it are GPAs. */
struct start_page {
    struct start_info info;
    struct start_module initrd;
    struct memory_map_entry map[1];
    char command_line[];
};

#define MOST_WORDS (PAGE_SIZE - sizeof(struct start_page)) /* bytes, with the 0 at the end */

#define PLACE_OF(gpa, member) ((gpa) + __builtin_offsetof(struct start_page, member))

error start_info_for_guest(struct guest *guest, uint64_t *gpa)
{
    const struct guest_region *ram = &guest->ram;
    const char *words = boot_words_for_guest();
    size_t size = strlen(words) + 1;
    uint64_t left, at = *gpa = ram->base + ram->size - PAGE_SIZE;
    if (size > MOST_WORDS)
        return error_of("%lu bytes for the guest's kernel, it can be told %lu (--append)", size - 1,
                        MOST_WORDS - 1);
    struct start_page *page = guest_memory_at(guest, at, STAGE2_W, &left);
    if (!page)
        return error_of("no memory for the guest's start_info");
    page->info = (struct start_info){
        .magic = START_INFO_MAGIC,
        .version = START_INFO_VERSION,
        .modules = guest->initrd_size ? 1 : 0,
        .modules_at = guest->initrd_size ? PLACE_OF(at, initrd) : 0,
        .command_line = PLACE_OF(at, command_line),
        .memory_map = PLACE_OF(at, map),
        .memory_map_entries = ARRAY_LENGTH(page->map),
    };
    page->initrd = (struct start_module){guest->initrd, guest->initrd_size, 0, 0};
    page->map[0] = (struct memory_map_entry){ram->base, ram->size, MEMORY_RAM, 0};
    memcpy(page->command_line, words, size);
    return OK;
}
