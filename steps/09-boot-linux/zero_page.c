#include "zero_page.h"

#include "acpi.h"
#include "guest_memory.h"
#include "options.h"
#include "string.h"
#include "tsc.h"

/* --- Places: GPA --- */

enum {
    ZERO_PAGE = 0x20000,
    COMMAND_LINE = 0x21000,
    GDT = 0x22000,
    PAGE_TABLES = 0x23000, /* of three levels: one page, one page, and one for each GiB */
    MAPPED_GIB = 4,
};

static void *page_at(struct guest *guest, uint64_t gpa)
{
    uint64_t left;
    return guest_memory_at(guest, gpa, STAGE2_W, &left);
}

/* --- The zero page --- */

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

error zero_page_begin(struct guest *guest, const uint8_t *first, const struct setup_header *header)
{
    struct zero_page *page = page_at(guest, ZERO_PAGE);
    if (!page)
        return error_of("no memory for its zero page");
    memcpy(&page->setup, first + SETUP_HEADER_AT, header_end(header) - SETUP_HEADER_AT);
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
 * lost when the host has other work. So words before all others say the rate, and that it is right.
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

/* --- Tables for the start --- */

/* Each address is its own translation, in pages of 2 MiB: 5.3.4. */
static error write_page_tables(struct guest *guest)
{
    enum { PRESENT = 1 << 0, WRITABLE = 1 << 1, LARGE = 1 << 7, ENTRIES = 512 };
    uint64_t *tables[2 + MAPPED_GIB];
    for (unsigned i = 0; i < ARRAY_LENGTH(tables); i++) {
        tables[i] = page_at(guest, PAGE_TABLES + i * PAGE_SIZE);
        if (!tables[i])
            return error_of("no memory for its first page tables");
    }
    tables[0][0] = (PAGE_TABLES + PAGE_SIZE) | PRESENT | WRITABLE;
    for (unsigned gib = 0; gib < MAPPED_GIB; gib++) {
        tables[1][gib] = (PAGE_TABLES + (2 + gib) * PAGE_SIZE) | PRESENT | WRITABLE;
        for (uint64_t i = 0; i < ENTRIES; i++)
            tables[2 + gib][i] = (gib * ENTRIES + i) << 21 | PRESENT | WRITABLE | LARGE;
    }
    return OK;
}

/* "__BOOT_CS(0x10) and __BOOT_DS(0x18)": 4.8. */
static const uint64_t descriptors[] = {0, 0, 0x00af9b000000ffff, 0x00cf93000000ffff};
enum { BOOT_CS = 0x10, BOOT_DS = 0x18 };

static error write_descriptors(struct guest *guest)
{
    void *gdt = page_at(guest, GDT);
    if (!gdt)
        return error_of("no memory for its first descriptors");
    memcpy(gdt, descriptors, sizeof descriptors);
    return OK;
}

error hand_over_zero_page(struct guest *guest)
{
    enum { UNKNOWN_LOADER = 0xff };
    struct zero_page *page = page_at(guest, ZERO_PAGE);
    page->setup.type_of_loader = UNKNOWN_LOADER;
    page->acpi_rsdp_addr = ACPI_RSDP;
    add_memory(page, &guest->ram);
    TRY(add_initrd(page, guest));
    TRY(add_command_line(page, guest));
    TRY(write_descriptors(guest));
    return write_page_tables(guest);
}

void start_long_mode(struct vcpu *vcpu, uint64_t entry)
{
    struct vmcb *vmcb = &vcpu->vmcb;
    start_elf(vcpu, entry);
    vmcb->cs = (struct vmcb_segment){BOOT_CS, SEGMENT_CODE_64, UINT32_MAX, 0};
    vmcb->ds = vmcb->es = vmcb->ss = (struct vmcb_segment){BOOT_DS, SEGMENT_DATA_32, UINT32_MAX, 0};
    vmcb->gdtr = (struct vmcb_segment){.base = GDT, .limit = sizeof descriptors - 1};
    vmcb->cr3 = PAGE_TABLES;
    vmcb->cr4 = CR4_PAE;
    vmcb->cr0 |= CR0_PG;
    vmcb->efer |= EFER_LME | EFER_LMA;
    vcpu->r[RSI] = ZERO_PAGE;
}
