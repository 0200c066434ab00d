/* String instructions for ports. The other side is the UART's scratch register, and the register
 * before it. */
#include "x86_64_pc.h"

#define SCRATCH 0x3ff
#define AT_2MIB ((volatile uint8_t *)0x200000)
#define WINDOW  0xc0000000u /* where the guest's paging has pages of four sorts */

static uint8_t pages[8192] __attribute__((aligned(4096)));
static uint32_t directory[1024] __attribute__((aligned(4096))),
    window[1024] __attribute__((aligned(4096)));

static void strings(void)
{
    uint32_t at = (uint32_t)pages, count = 5;
    for (unsigned i = 0; i < 16; i++)
        pages[i] = i + 1;
    TRY_OUT("rep outsb", "+c"(count), "+S"(at) : "d"(SCRATCH) : "memory");
    expect("rep outsb", !count && at == (uint32_t)pages + 5 && in(SCRATCH) == 5);
    TRY_OUT("rep outsb", "+c"(count), "+S"(at) : "d"(SCRATCH) : "memory");
    expect("rep outsb of none", !count && at == (uint32_t)pages + 5 && in(SCRATCH) == 5);
    count = 2, at = (uint32_t)pages + 3;
    TRY_OUT("std; rep outsb; cld", "+c"(count), "+S"(at) : "d"(SCRATCH) : "memory");
    expect("down", !count && at == (uint32_t)pages + 1 && in(SCRATCH) == 3);
    count = 3, at = (uint32_t)pages + 4095;
    TRY_OUT("rep insb", "+c"(count), "+D"(at) : "d"(SCRATCH) : "memory");
    expect("rep insb over a page",
           !count && at == (uint32_t)pages + 4098 && pages[4095] == 3 && pages[4097] == 3);
    count = 77, at = (uint32_t)pages + 4094;
    TRY_OUT("insl", "+c"(count), "+D"(at) : "d"(SCRATCH - 3) : "memory");
    expect("insl: four ports", count == 77 && at == (uint32_t)pages + 4098 && pages[4097] == 3 &&
                                   pages[4095] == in(SCRATCH - 2));
    *(volatile uint8_t *)0xffff = 0x11, *(volatile uint8_t *)0x10000 = 0x33;
    __asm__ volatile("movb $0x22, 0");
    count = 0xabcd0002, at = 0x1234ffff;
    TRY_OUT("addr16 rep outsb", "+c"(count), "+S"(at) : "d"(SCRATCH) : "memory");
    expect("addresses of 16 bits wrap",
           count == 0xabcd0000 && at == 0x12340001 && in(SCRATCH) == 0x22);
}

static void set_es(uint32_t selector)
{
    __asm__ volatile("mov %0, %%es" : : "r"(selector) : "memory");
}

static void segments(void)
{
    uint32_t at = 0xff;
    AT_2MIB[255] = 0x77;
    set_es(24);
    TRY_OUT("es outsb", "+S"(at) : "d"(SCRATCH) : "memory");
    expect("es: outsb", !fault && at == 0x100 && in(SCRATCH) == 0x77);
    TRY_OUT("es outsb", "+S"(at) : "d"(SCRATCH) : "memory");
    expect("beyond the limit", fault == 13 && !fault_code && at == 0x100);
    at = 0xfd;
    TRY_OUT("insl", "+D"(at) : "d"(SCRATCH - 3) : "memory");
    expect("over the limit", fault == 13 && at == 0xfd && AT_2MIB[253] == 0);
    set_es(32), at = 0;
    TRY_OUT("insb", "+D"(at) : "d"(SCRATCH) : "memory");
    expect("a segment that cannot be written", fault == 13 && !at);
    set_es(0), at = (uint32_t)pages;
    TRY_OUT("insb", "+D"(at) : "d"(SCRATCH) : "memory");
    expect("no segment", fault == 13);
    set_es(16), at = 0x80000000;
    TRY_OUT("insb", "+D"(at) : "d"(SCRATCH) : "memory");
    expect("to where no memory is", fault == 13 && at == 0x80000000);
}

/* Pages 0 and 3 can be written, 2 can be read, 1 is not there. */
static void paging_on(void)
{
    for (unsigned i = 0; i < 1024; i++)
        directory[i] = i << 22 | 0x83;
    directory[WINDOW >> 22] = (uint32_t)window | 3;
    window[0] = (uint32_t)pages | 3;
    window[2] = (uint32_t)(pages + 4096) | 1;
    window[3] = (uint32_t)(pages + 4096) | 3;
    __asm__ volatile("mov %0, %%cr3; mov $0x10, %%eax; mov %%eax, %%cr4; mov %%cr0, %%eax; or "
                     "$0x80010000, %%eax;"
                     "mov %%eax, %%cr0"
                     :
                     : "r"(directory)
                     : "eax", "memory");
}

static void paging(void)
{
    uint32_t at = WINDOW + 0xffe, count = 5;
    paging_on();
    TRY_OUT("rep insb", "+D"(at), "+c"(count) : "d"(SCRATCH) : "memory");
    expect("into a page that is not there", fault == 14 && fault_code == 2 &&
                                                fault_at == WINDOW + 0x1000 &&
                                                at == WINDOW + 0x1000 && count == 3);
    at = WINDOW + 0xffe;
    TRY_OUT("insl", "+D"(at) : "d"(SCRATCH - 3) : "memory");
    expect("over into it",
           fault == 14 && fault_code == 2 && fault_at == WINDOW + 0x1000 && at == WINDOW + 0xffe);
    at = WINDOW + 0x1010;
    TRY_OUT("outsb", "+S"(at) : "d"(SCRATCH) : "memory");
    expect("out of it", fault == 14 && fault_code == 0 && fault_at == WINDOW + 0x1010);
    at = WINDOW + 0x2000;
    TRY_OUT("insb", "+D"(at) : "d"(SCRATCH) : "memory");
    expect("into a page that can be read",
           fault == 14 && fault_code == 3 && fault_at == WINDOW + 0x2000);
    TRY_OUT("outsb", "+S"(at) : "d"(SCRATCH) : "memory");
    expect("out of it: A, and not D", !fault && (window[2] & 0x60) == 0x20);
    at = WINDOW + 0x3000;
    TRY_OUT("insb", "+D"(at) : "d"(SCRATCH) : "memory");
    expect("A and D", !fault && (window[3] & 0x60) == 0x60 && pages[4096] == in(SCRATCH));
}

int start(const void *tree)
{
    (void)tree;
    load_tables();
    take_all_faults();
    strings();
    segments();
    paging();
    shut_down();
}
