/*
 * Reads its flash, and then uses its RAM page by page. After each page of RAM it reads the first
 * word of its flash again. From steps 7 and 8 on, the hypervisor puts a device tree and an initrd
 * at the end of RAM, so there the pages are not zero.
 */
#include "print.h"

#define PAGE  4096ul
#define IMAGE 16 /* pages: this program ends less than that after fill_memory() */
#define FILES 64 /* pages at the end of RAM, which may contain the hypervisor's files */

int fill_memory(const volatile uint32_t *flash, unsigned long flash_bytes, unsigned long ram_end);

/* Called by ARCH.S with the address of the flash, its size, and the address where RAM ends. */
int fill_memory(const volatile uint32_t *flash, unsigned long flash_bytes, unsigned long ram_end)
{
    for (unsigned long i = 0; i < flash_bytes / sizeof *flash; i++)
        flash[i];
    unsigned long wrong = 0, pages = 0, page = ((unsigned long)fill_memory & -PAGE) + IMAGE * PAGE;
    for (uint32_t first = *flash; page < ram_end; page += PAGE, pages++) {
        wrong += *(uint32_t *)page != 0 && page < ram_end - FILES * PAGE;
        *(uint32_t *)page = first;
        wrong += *flash != first;
    }
    print_number(pages);
    print(" pages of RAM used, ");
    print_number(wrong);
    print(" wrong\n");
    if (wrong)
        __builtin_trap();
    shut_down();
}
