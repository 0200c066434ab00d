#include "flash.h"

#include "demand.h"
#include "memory_map.h"
#include "options.h"
#include "page_alloc.h"
#include "panic.h"
#include "print.h"
#include "virtio_blk.h"

/* So many pages, the ones that were read last, are not taken back. One instruction may need as many
 * at once: two for its own bytes, those of two operands, and the page tables of each. With fewer it
 * might never complete. */
#define PAGES_THAT_STAY 32

static struct flash *flashes;

/* --- Giving pages, and taking them back --- */

static error give_flash(struct guest *guest, struct guest_region *region, uint64_t gpa,
                        uint64_t size)
{
    struct flash *flash = (struct flash *)region; /* its first member */
    uint64_t page = (gpa - region->base) / PAGE_SIZE, offset = page * PAGE_SIZE;
    uint64_t left = flash->file.size - offset;
    void *block = demand_page();
    if (!block)
        return demand_problem(guest, gpa);
    flash->file.fs->fat_reads = 0; /* the limit is for loading; a flash has none */
    error problem = fat32_read(&flash->file, offset, block, left < PAGE_SIZE ? left : PAGE_SIZE);
    if (problem) {
        page_free(block);
        return error_of("%s: %s", flash->path, problem);
    }
    if (demand_map(guest, region->base + offset, block, STAGE2_R | STAGE2_X))
        return demand_problem(guest, gpa);
    flash->queue[(flash->first + flash->mapped++) % flash->pages] = page;
    flash->pages_read++;
    return OK;
}

/* The order matters. Unmap: the CPU can make no new translation to the page. Fence: the TLB has no
 * old one. Only then may the page be free. */
static void take_back_oldest(struct flash *flash)
{
    uint64_t gpa = flash->region.base + flash->queue[flash->first] * PAGE_SIZE;
    struct stage2 *stage2 = &flash->guest->stage2;
    struct stage2_place place;
    stage2_lookup(stage2, gpa, &place);
    error problem = stage2_unmap(stage2, gpa, PAGE_SIZE); /* ends with the fence */
    if (!problem)
        problem = page_free((void *)place.hpa);
    if (problem)
        panic("flash: %s", problem);
    flash->first = (flash->first + 1) % flash->pages;
    flash->mapped--;
    flash->taken_back++;
}

bool flash_take_back(void)
{
    for (struct flash *flash = flashes; flash; flash = flash->next) {
        if (flash->mapped > PAGES_THAT_STAY) {
            take_back_oldest(flash);
            return true;
        }
    }
    return false;
}

/* --- The file --- */

static error open_flash(struct flash *flash)
{
    static struct fat32 fs;
    struct block_device *disk;
    TRY(virtio_blk_open(&disk));
    TRY(fat32_mount(&fs, disk));
    TRY(fat32_open(&fs, flash->path, &flash->file));
    if (!flash->file.size)
        return error_of("the file is empty");
    if (flash->file.size > GUEST_FLASH_MAX)
        return error_of("%u bytes, but the guest's flash has room for %u", flash->file.size,
                        GUEST_FLASH_MAX);
    flash->pages = (flash->file.size + PAGE_SIZE - 1) / PAGE_SIZE;
    flash->queue = page_alloc(order_of(flash->pages * sizeof *flash->queue));
    if (!flash->queue)
        return error_of("no memory for the list of its pages");
    return OK;
}

error flash_from_options(struct flash *flash, struct guest *guest)
{
    const char *path = boot_option("flash", NULL);
    if (!path)
        return OK;
    guest->flash = flash;
    if (flash->path) /* it is open: the guest starts again */
        return guest_add_region(guest, &flash->region);
    *flash = (struct flash){.guest = guest, .path = path, .next = flashes};
    error problem = open_flash(flash);
    if (problem)
        return error_of("%s: %s", path, problem);
    flash->region = (struct guest_region){
        .name = "flash", .base = GUEST_FLASH, .size = flash->pages * PAGE_SIZE, .give = give_flash};
    TRY(guest_add_region(guest, &flash->region));
    flashes = flash;
    printf("flash: %s: %u bytes at 0x%x\n", path, flash->file.size, GUEST_FLASH);
    return OK;
}

void print_memory(const struct guest *guest, const struct flash *flash)
{
    struct guest_memory count = demand_count(guest);
    printf("memory: %lu KiB promised, %lu KiB given; flash: %lu pages read, %lu taken back\n",
           count.promised >> 10, count.given >> 10, flash->pages_read, flash->taken_back);
}
