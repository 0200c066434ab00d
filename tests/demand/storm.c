/*
 * Uses all of its RAM and all of its flash, in no order, in every width, and across the edges of
 * pages. Of RAM each byte has to be zero until it is written, and then to keep what was written.
 * Flash has to be its file, as often as it is read: ROUNDS times, word by word.
 */
#include "guest.h"

#ifndef ROUNDS
#define ROUNDS 1
#endif

#define STRIDE 7919 /* a prime: pages in an order that is none */

static unsigned char filled[32 << 10]; /* a bit for each page of RAM */
static unsigned long first_wrong, wrong;

static unsigned long ram, flash, flash_bytes;

static uint32_t random_bits(void)
{
    static uint32_t state = 1;
    state ^= state << 13;
    state ^= state >> 17;
    return state ^= state << 5;
}

static void expect(unsigned long at, uint64_t is, uint64_t wanted)
{
    if (is != wanted && !wrong++)
        first_wrong = at;
}

/* --- What a byte must be --- */

static uint32_t word_of_ram(unsigned long at)
{
    return at * 2246822519u ^ 0x5a5a5a5a;
}

static uint32_t wanted_byte(unsigned long at)
{
    if (at - flash < flash_bytes)
        return word_of_flash(at - flash) >> at % 4 * 8 & 0xff;
    unsigned long page = (at - ram) / PAGE;
    if (at - flash < flash_bytes + PAGE || !(filled[page / 8] >> page % 8 & 1))
        return 0;
    return word_of_ram(at & ~3ul) >> at % 4 * 8 & 0xff;
}

static uint64_t wanted_bytes(unsigned long at, unsigned width)
{
    uint64_t wanted = 0;
    for (unsigned i = 0; i < width; i++)
        wanted |= (uint64_t)wanted_byte(at + i) << 8 * i;
    return wanted;
}

/* --- Accesses --- */

/* A load of 1, 2, 4 or 8 bytes, and where it may be, a store of what is there. */
#define ACCESS(type)                                 \
    do {                                             \
        volatile type *bytes = (volatile type *)at;  \
        type value = wanted_bytes(at, sizeof(type)); \
        if (store_first)                             \
            *bytes = value;                          \
        expect(at, *bytes, value);                   \
    } while (0)

static void access_at(unsigned long at, unsigned width, int store_first)
{
    if (width == 0)
        ACCESS(uint8_t);
    else if (width == 1)
        ACCESS(uint16_t);
    else if (width == 2)
        ACCESS(uint32_t);
    else
        ACCESS(uint64_t);
}

/* Close to the page's end, often across it, or anywhere in it. Never beyond `end`. */
static void access_page(unsigned long page, unsigned long end, int may_store)
{
    uint32_t bits = random_bits();
    unsigned long at = page + (bits & 16 ? PAGE - (bits >> 8) % 16 : (bits >> 8) % PAGE);
    if (at + 8 <= end)
        access_at(at, bits % 4, may_store && bits & 32);
}

static void use_page_of_ram(unsigned long page, unsigned long end)
{
    unsigned long number = (page - ram) / PAGE;
    access_page(page, end, 1);
    for (unsigned long at = page; at < page + PAGE; at += 4)
        expect(at, *(volatile uint32_t *)at, 0);
    for (unsigned long at = page; at < page + PAGE; at += 4)
        *(volatile uint32_t *)at = word_of_ram(at);
    filled[number / 8] |= 1 << number % 8;
}

static void check_page_of_ram(unsigned long page)
{
    for (unsigned long at = page; at < page + PAGE; at += 4)
        expect(at, *(volatile uint32_t *)at, word_of_ram(at));
}

/* And with each page a word of the first one: it is in use all the time, and taken back all the
 * same. */
static void check_page_of_flash(unsigned long page)
{
    expect(flash + 4, *(volatile uint32_t *)(flash + 4), word_of_flash(4));
    access_page(page, flash + flash_bytes, 0);
    for (unsigned long at = page; at < page + PAGE; at += 4)
        expect(at, *(volatile uint32_t *)at,
               at + 4 - flash <= flash_bytes ? word_of_flash(at - flash) : wanted_bytes(at, 4));
}

int use_memory(unsigned long ram_, unsigned long ram_bytes, unsigned long flash_,
               unsigned long bytes)
{
    ram = ram_, flash = flash_, flash_bytes = bytes;
    unsigned long first = ((unsigned long)&use_memory & -PAGE) + IMAGE * PAGE,
                  end = ram + ram_bytes;
    unsigned long pages = (end - first) / PAGE, of_flash = (bytes + PAGE - 1) / PAGE;
    for (unsigned long i = 0; i < pages; i++)
        use_page_of_ram(first + i * STRIDE % pages * PAGE, end);
    for (unsigned long round = 0; round < ROUNDS; round++) {
        for (unsigned long page = 0; page < of_flash; page++)
            check_page_of_flash(flash + page * PAGE);
    }
    for (unsigned long i = 0; i < pages; i++)
        check_page_of_ram(first + i * PAGE);
    print_pair("storm: ", pages);
    print_pair(" pages of RAM, ", of_flash);
    print_pair(" of flash, ", wrong);
    print(" wrong\n");
    if (wrong) {
        print_pair("storm: the first one at ", first_wrong);
        print("\n");
        __builtin_trap();
    }
    shut_down();
}
