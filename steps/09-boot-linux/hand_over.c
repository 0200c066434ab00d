#include "hand_over.h"

#include "guest_memory.h"
#include "page_alloc.h"
#include "string.h"

struct kept_page kept_pages[KEPT_PAGES];

void keep_page(struct guest *guest, uint64_t gpa)
{
    uint64_t left;
    void *page = guest_memory_at(guest, gpa, STAGE2_R, &left);
    unsigned i = 0;
    while (i < KEPT_PAGES && kept_pages[i].copy && kept_pages[i].gpa != gpa)
        i++;
    void *copy = i == KEPT_PAGES ? NULL : kept_pages[i].copy;
    if (i < KEPT_PAGES && !copy)
        copy = page_alloc(0);
    if (!page || !copy)
        return;
    memcpy(copy, page, PAGE_SIZE);
    kept_pages[i] = (struct kept_page){gpa, copy};
}

bool page_is_unused(const uint64_t *page)
{
    for (unsigned i = 0; i < PAGE_SIZE / sizeof *page; i++) {
        if (page[i])
            return false;
    }
    return true;
}

error load_kernel_image(struct guest *guest, struct fat32_file *file,
                        const struct kernel_image *image)
{
    guest->entry = image->entry;
    guest->image_end = image->gpa + image->needs;
    return guest_read_file(guest, file, image->offset, image->gpa, image->size);
}

void keep_last_page(struct guest *guest)
{
    keep_page(guest, guest->ram.base + guest->ram.size - PAGE_SIZE);
}

/* The initrd, and after it the page by which the kernel learns of its machine, are at the end. */
static error check_room(const struct guest *guest)
{
    uint64_t end = guest->ram.base + guest->ram.size - PAGE_SIZE;
    if (guest->initrd_size)
        end = guest->initrd;
    if (guest->image_end <= end)
        return OK;
    return error_of("it needs memory up to 0x%lx, and has it up to 0x%lx: there is its %s "
                    "(--guest-mem)",
                    guest->image_end, end,
                    guest->initrd_size ? "initrd" : "description of the machine");
}

error hand_over(struct guest *guest)
{
    TRY(check_room(guest));
    TRY(add_firmware(guest));
    if (guest->hand_over)
        return guest->hand_over(guest);
    keep_last_page(guest);
    return OK;
}
