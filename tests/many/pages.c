/*
 * CPUs that come to each page of RAM at the same time, and to each page of flash: each page is
 * given once, and no word that one of them wrote is lost.
 */
#include "guest.h"

#define FIRST ((volatile uint32_t *)FREE)
#define END   ((volatile uint32_t *)(FREE + PAGES * PAGE))

/* As tests/demand/guest.h says. */
static uint32_t word_of_flash(unsigned long offset)
{
    return offset / 4 * 2654435761u;
}

static void use_ram(unsigned long number)
{
    for (volatile uint32_t *page = FIRST; page < END; page += PAGE / 4) {
        meet(CPUS);
        page[16 * number] += (unsigned long)page + number;
    }
    meet(CPUS);
    for (volatile uint32_t *page = FIRST; page < END; page += PAGE / 4) {
        unsigned other = (number + 1) % CPUS;
        uint32_t word = page[16 * other];
        expect(word == (uint32_t)(unsigned long)page + other, "word at", (unsigned long)page);
    }
}

static void use_flash(void)
{
    for (unsigned long at = 0; at < FLASH_BYTES; at += PAGE) {
        meet(CPUS);
        uint32_t word = *(volatile uint32_t *)(FLASH + at);
        expect(word == word_of_flash(at), "word of flash", at);
    }
}

void run_other(unsigned long number)
{
    use_ram(number);
    use_flash();
    meet(CPUS);
}

int main(void)
{
    for (unsigned n = 1; n < CPUS; n++)
        turn_on(n);
    run_other(0);
    print("pages: all words are there\n");
    return 0;
}
