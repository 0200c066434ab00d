#include "zero_page.h"

#include "acpi.h"
#include "guest_memory.h"
#include "options.h"
#include "string.h"
#include "tsc.h"

static void *page_at(struct guest *guest, uint64_t gpa)
{
    uint64_t left;
    return guest_memory_at(guest, gpa, STAGE2_W, &left);
}

struct e820_entry {
    uint64_t base, size;
    uint32_t type;
} __attribute__((packed));
#define E820_RAM      1
#define E820_RESERVED 2

struct zero_page {
    uint8_t screen[0x070]; /* none */
    uint64_t acpi_rsdp_addr;
    uint8_t unused_1[0x0c0 - 0x078];
    uint32_t ext_ramdisk_image, ext_ramdisk_size, ext_cmd_line_ptr;
    uint8_t unused_2[0x1e8 - 0x0cc];
    uint8_t e820_entries, unused_3[8];
    struct setup_header setup;
    uint8_t unused_4[0x2d0 - SETUP_HEADER_AT - sizeof(struct setup_header)];
    struct e820_entry e820_table[128];
} __attribute__((packed));
_Static_assert(__builtin_offsetof(struct zero_page, setup) == SETUP_HEADER_AT, "boot.rst");
_Static_assert(__builtin_offsetof(struct zero_page, e820_table) == 0x2d0, "zero-page.rst");

error zero_page_begin(struct guest *guest, const uint8_t *first)
{
    struct setup_header header;
    struct zero_page *page = page_at(guest, ZERO_PAGE);
    if (!page)
        return error_of("no memory for its zero page");
    memcpy(&header, first + SETUP_HEADER_AT, sizeof header);
    memcpy(&page->setup, first + SETUP_HEADER_AT, header_end(&header) - SETUP_HEADER_AT);
    return OK;
}

/* As in a PC: no RAM from 640 KiB to 1 MiB, where its firmware is. */
static void add_memory(struct zero_page *page, const struct guest_region *ram)
{
    const uint64_t low = 0xa0000, high = 0x100000;
    page->e820_table[0] = (struct e820_entry){ram->base, low, E820_RAM};
    page->e820_table[1] = (struct e820_entry){ACPI_RSDP, high - ACPI_RSDP, E820_RESERVED};
    page->e820_table[2] = (struct e820_entry){high, ram->base + ram->size - high, E820_RAM};
    page->e820_entries = 3;
}

static error add_initrd(struct zero_page *page, const struct guest *guest)
{
    enum { ABOVE_4G = 1 << 1 }; /* in xloadflags: the initrd can be anywhere */
    uint64_t last = guest->initrd + guest->initrd_size - 1;
    if (guest->initrd_size && last > page->setup.initrd_addr_max &&
        !(page->setup.xloadflags & ABOVE_4G))
        return error_of("its initrd ends at 0x%lx, and it takes one up to 0x%x (--guest-mem)", last,
                        page->setup.initrd_addr_max);
    page->setup.ramdisk_image = guest->initrd;
    page->setup.ramdisk_size = guest->initrd_size;
    page->ext_ramdisk_image = guest->initrd >> 32;
    return OK;
}

/* A kernel measures the TSC against the 8254, rejects what takes longer than on a PC, and doubts
 * the TSC later if ticks of the 8254 were lost. In a guest each reading is an exit, and ticks are
 * lost when the host has other work. So the first two words say the rate, and that it is reliable.
 */
static error add_command_line(struct zero_page *page, struct guest *guest)
{
    const char *rate = phrase("tsc_early_khz=%lu tsc=reliable ", tsc_khz());
    const char *words = boot_words_for_guest();
    size_t length = strlen(rate) + strlen(words), most = page->setup.cmdline_size;
    char *line = page_at(guest, COMMAND_LINE);
    if (!line)
        return error_of("no memory for its command line");
    if (most > PAGE_SIZE - 1)
        most = PAGE_SIZE - 1;
    if (length > most)
        return error_of("%lu bytes for its command line, it takes %lu (--append)", length, most);
    memcpy(line, rate, strlen(rate));
    memcpy(line + strlen(rate), words, strlen(words) + 1);
    page->setup.cmd_line_ptr = COMMAND_LINE;
    return OK;
}

error zero_page_complete(struct guest *guest)
{
    enum { UNKNOWN_LOADER = 0xff };
    struct zero_page *page = page_at(guest, ZERO_PAGE);
    page->setup.type_of_loader = UNKNOWN_LOADER;
    page->acpi_rsdp_addr = ACPI_RSDP;
    add_memory(page, &guest->ram);
    TRY(add_initrd(page, guest));
    return add_command_line(page, guest);
}
