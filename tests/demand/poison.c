/*
 * Step 6, in a memory full of what no guest may see: every free page is filled with a pattern, at
 * the start and again whenever a page is freed. And the disk has been read for long: its FAT as
 * often as it may be for one image.
 */
#include "../../steps/06-demand-paging/main.c"

#include "panic.h"
#include "string.h"

#define POISON        0xa5
#define LARGEST_ORDER 20

error __real_page_free(void *block);
void __real_page_alloc_init(void);

error __wrap_page_free(void *block)
{
    memset(block, POISON, PAGE_SIZE); /* the first page of larger blocks, which are freed seldom */
    return __real_page_free(block);
}

void __wrap_page_alloc_init(void)
{
    struct filled {
        struct filled *next;
    } *first = NULL;
    __real_page_alloc_init();
    for (unsigned order = LARGEST_ORDER + 1; order--;) {
        for (struct filled *block; (block = page_alloc(order));) {
            memset(block, POISON, PAGE_SIZE << order);
            block->next = first;
            first = block;
        }
    }
    for (struct filled *next; first; first = next) {
        next = first->next;
        if (__real_page_free(first))
            panic("poison: a page cannot be freed");
    }
}

#define FAT_READS 65536 /* fat32.c */

error __real_flash_from_options(struct flash *flash, struct guest *guest);

error __wrap_flash_from_options(struct flash *flash, struct guest *guest)
{
    error problem = __real_flash_from_options(flash, guest);
    if (!problem && flash->file.fs)
        flash->file.fs->fat_reads = FAT_READS;
    return problem;
}
