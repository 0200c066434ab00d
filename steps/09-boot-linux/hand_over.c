#include "hand_over.h"

#include "guest_memory.h"
#include "page_alloc.h"
#include "string.h"

struct kept_page kept_pages[KEPT_PAGES];

/* The place of that page's copy, which a guest that has started again has already; NULL if none is
 * left.
 */
static struct kept_page *place_of_copy(const struct guest *guest, uint64_t gpa)
{
    for (struct kept_page *kept = kept_pages; kept < kept_pages + KEPT_PAGES; kept++) {
        if (!kept->copy || (kept->guest == guest->number && kept->gpa == gpa))
            return kept;
    }
    return NULL;
}

void keep_page(struct guest *guest, uint64_t gpa)
{
    uint64_t left;
    void *page = guest_memory_at(guest, gpa, STAGE2_R, &left);
    struct kept_page *kept = place_of_copy(guest, gpa);
    void *copy = !kept ? NULL : kept->copy ? kept->copy : page_alloc(0);
    if (!page || !copy)
        return;
    memcpy(copy, page, PAGE_SIZE);
    *kept = (struct kept_page){guest->number, gpa, copy};
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
