/*
 * Loads and stores of each width, at random, around the edges of its RAM and of its flash, inside
 * and outside. The hypervisor of these tests, refuses.c, skips those that it refuses, and counts
 * them: here they are counted, too.
 */
#include "guest.h"

#define ACCESSES 20000

static uint32_t random_bits(void)
{
    static uint32_t state = 7;
    state ^= state << 13;
    state ^= state >> 17;
    return state ^= state << 5;
}

/* On x86_64 nobody can tell how long an instruction is: edi says where the next one begins. */
static void load(unsigned long at, unsigned width)
{
#if defined __i386__
    if (width == 1)
        __asm__ volatile("movl $1f, %%edi\n movb (%0), %%al\n 1:"
                         :
                         : "r"(at)
                         : "edi", "eax", "memory");
    else if (width == 2)
        __asm__ volatile("movl $1f, %%edi\n movw (%0), %%ax\n 1:"
                         :
                         : "r"(at)
                         : "edi", "eax", "memory");
    else
        __asm__ volatile("movl $1f, %%edi\n movl (%0), %%eax\n 1:"
                         :
                         : "r"(at)
                         : "edi", "eax", "memory");
#else
    if (width == 1)
        (void)*(volatile uint8_t *)at;
    else if (width == 2)
        (void)*(volatile uint16_t *)at;
    else if (width == 4)
        (void)*(volatile uint32_t *)at;
    else
        (void)*(volatile uint64_t *)at;
#endif
}

static void store(unsigned long at, unsigned width)
{
#if defined __i386__
    if (width == 1)
        __asm__ volatile("movl $1f, %%edi\n movb %%al, (%0)\n 1:" : : "r"(at) : "edi", "memory");
    else if (width == 2)
        __asm__ volatile("movl $1f, %%edi\n movw %%ax, (%0)\n 1:" : : "r"(at) : "edi", "memory");
    else
        __asm__ volatile("movl $1f, %%edi\n movl %%eax, (%0)\n 1:" : : "r"(at) : "edi", "memory");
#else
    if (width == 1)
        *(volatile uint8_t *)at = width;
    else if (width == 2)
        *(volatile uint16_t *)at = width;
    else if (width == 4)
        *(volatile uint32_t *)at = width;
    else
        *(volatile uint64_t *)at = width;
#endif
}

int use_memory(unsigned long ram, unsigned long ram_bytes, unsigned long flash,
               unsigned long flash_bytes)
{
    unsigned long flash_end = flash + ((flash_bytes + PAGE - 1) & -PAGE), refused = 0;
    const unsigned long edges[] = {ram,   ram + ram_bytes, ram + ram_bytes - 2 * PAGE,
                                   flash, flash_end,       flash + PAGE};
    for (unsigned n = 0; n < ACCESSES; n++) {
        uint32_t bits = random_bits();
        unsigned width = 1u << bits % (sizeof(long) == 8 ? 4 : 3), is_store = bits >> 4 & 1;
        unsigned long spread = bits >> 5 & 1 ? 3 * PAGE : 16;
        unsigned long at = edges[(bits >> 8) % 6] + (bits >> 12) % (2 * spread) - spread,
                      last = at + width - 1;
        if (last < at)
            continue;
        int in_ram = at - ram < ram_bytes && last - ram < ram_bytes;
        int in_flash = at >= flash && last < flash_end && last >= flash;
        refused += !in_ram && (is_store || !in_flash);
        if (is_store)
            store(at, width);
        else
            load(at, width);
    }
    print_pair("beyond: ", refused);
    print(" refused\n");
    shut_down();
}
