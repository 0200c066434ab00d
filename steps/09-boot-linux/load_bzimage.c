#include "hand_over.h"

#include "fat32.h"
#include "guest_memory.h"
#include "string.h"
#include "vcpu.h"
#include "zero_page.h"

enum {
    GDT = 0x22000,
    PAGE_TABLES = 0x23000, /* of three levels: one page, one page, and one for each GiB */
    MAPPED_GIB = 4,
}; /* GPA: below 1 MiB, like the zero page */

static void *page_at(struct guest *guest, uint64_t gpa)
{
    uint64_t left;
    return guest_memory_at(guest, gpa, STAGE2_W, &left);
}

/* --- Tables for the start --- */

/* An identity map, in pages of 2 MiB: 5.3.4. */
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

/* --- The start: in 64-bit mode, with the zero page's address in rsi --- */

static void start_long_mode(struct vcpu *vcpu, uint64_t entry)
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

static error hand_over_bzimage(struct guest *guest)
{
    TRY(zero_page_complete(guest));
    keep_page(guest, ZERO_PAGE);
    keep_page(guest, COMMAND_LINE);
    TRY(write_descriptors(guest));
    return write_page_tables(guest);
}

static error load_bzimage(struct guest *guest, const struct guest_layout *layout,
                          struct fat32_file *file, const uint8_t *first)
{
    struct kernel_image image;
    TRY(bzimage_read_header(first, file->size, layout->base, layout->size, &image));
    TRY(zero_page_begin(guest, first));
    guest->start = start_long_mode;
    guest->hand_over = hand_over_bzimage;
    return load_kernel_image(guest, file, &image);
}

struct image_format bzimage_format = {"bzImage", bzimage_is, load_bzimage, NULL};
