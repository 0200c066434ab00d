/* The two 8259 by themselves: the guest polls them, which acknowledges as its CPU would. Lines are
 * those of the 8254 (0), the UART (4) and the clock (8). */
#include "x86_64_pc.h"

enum { PIC = 0x20, PIC2 = 0xa0, ELCR = 0x4d0, PIT = 0x40, CONTROL = 0x43, RTC = 0x70, IER = 0x3f9 };
enum { IC4 = 1, SNGL = 2, ICW1 = 0x10, AEOI = 3, NESTED = 0x11 };
enum { EOI = 0x20, EOI_OF = 0x60, ROTATE = 0x80, ROTATE_EOI = 0xa0, LOWEST = 0xc0 };

static void start_pics(uint8_t icw4)
{
    out(PIC, ICW1 | IC4), out(PIC2, ICW1 | IC4);
    out(PIC + 1, 0x20), out(PIC2 + 1, 0x28);
    out(PIC + 1, 4), out(PIC2 + 1, 2);
    out(PIC + 1, icw4), out(PIC2 + 1, 1);
}

/* 0x80 and a line, or 0. */
static uint8_t poll(uint16_t pic)
{
    out(pic, 0x0c);
    return in(pic);
}

static uint8_t irr(uint16_t pic)
{
    out(pic, 0x0a);
    return in(pic);
}

static uint8_t isr(uint16_t pic)
{
    out(pic, 0x0b);
    return in(pic);
}

static void line_0(bool high)
{
    out(CONTROL, 0x30); /* mode 0: low until it has counted */
    if (high)
        out(PIT, 1), out(PIT, 0);
    while (high && !(irr(PIC) & 1))
        ;
}

static void line_4(bool high)
{
    out(IER, 0);
    if (high)
        out(IER, 2);
}

static void line_8(bool high)
{
    out(RTC, 11), out(RTC + 1, high ? 0x42 : 2);
    out(RTC, 12), in(RTC + 1);
    while (high && !(irr(PIC2) & 1))
        ;
}

static void lines_low(void)
{
    line_0(false), line_4(false), line_8(false);
}

static void command_words(void)
{
    start_pics(1);
    out(PIC + 1, 0x55), out(PIC, ICW1 | IC4);
    bool cleared = !in(PIC + 1);
    out(PIC + 1, 0x20), out(PIC + 1, 4), out(PIC + 1, 1), out(PIC + 1, 0xaa);
    expect("pic: ICW1 to ICW4, and the mask", cleared && in(PIC + 1) == 0xaa);
    out(PIC, ICW1), out(PIC + 1, 0x20), out(PIC + 1, 4), out(PIC + 1, 0xa5);
    bool no_icw4 = in(PIC + 1) == 0xa5;
    out(PIC, ICW1 | SNGL | IC4), out(PIC + 1, 0x20), out(PIC + 1, 1), out(PIC + 1, 0x5a);
    expect("pic: without ICW4, and without ICW3", no_icw4 && in(PIC + 1) == 0x5a);
    start_pics(1), out(PIC, 0x0a), out(PIC, 0x0f);
    in(PIC), line_4(true);
    expect("pic: a poll leaves the register to read", in(PIC) == 0x10);
    lines_low();
}

static void triggers(void)
{
    start_pics(1), line_4(true);
    bool taken = irr(PIC) == 0x10 && poll(PIC) == 0x84 && isr(PIC) == 0x10 && !poll(PIC);
    out(PIC, EOI);
    expect("pic: an edge comes once", taken && !isr(PIC) && !irr(PIC) && !poll(PIC));
    line_4(false), line_4(true), line_4(false), line_0(true), line_0(false);
    expect("pic: one that falls is gone", !irr(PIC) && !poll(PIC));
    line_4(true), start_pics(1);
    expect("pic: ICW1 forgets edges", !irr(PIC));
    out(ELCR, 0xff), out(ELCR + 1, 0xff);
    bool limits = in(ELCR) == 0xf8 && in(ELCR + 1) == 0xde;
    bool level = irr(PIC) == 0x10 && poll(PIC) == 0x84;
    out(PIC, EOI);
    expect("pic: a level comes again", limits && level && poll(PIC) == 0x84);
    start_pics(1);
    bool kept = irr(PIC) == 0x10;
    line_4(false);
    expect("pic: until it falls", kept && !irr(PIC) && !poll(PIC));
    out(ELCR, 0), out(ELCR + 1, 0);
}

static void priorities(void)
{
    start_pics(1), line_4(true), line_0(true);
    bool first = poll(PIC) == 0x80 && !poll(PIC);
    out(PIC, EOI);
    expect("pic: 0 before 4", first && poll(PIC) == 0x84);
    line_0(false), line_0(true);
    bool nested = poll(PIC) == 0x80 && isr(PIC) == 0x11;
    out(PIC, EOI);
    bool inner = isr(PIC) == 0x10;
    line_0(false), line_0(true);
    bool again = poll(PIC) == 0x80;
    out(PIC, EOI_OF | 4);
    expect("pic: 0 in 4, and their ends", nested && inner && again && isr(PIC) == 1);
    lines_low();
    start_pics(1), out(PIC, LOWEST | 3), line_4(true), line_0(true);
    first = poll(PIC) == 0x84 && !poll(PIC);
    out(PIC, EOI);
    expect("pic: 3 is the lowest", first && poll(PIC) == 0x80);
    out(PIC, ROTATE_EOI), line_0(false), line_4(false), line_4(true), line_0(true);
    first = poll(PIC) == 0x84;
    out(PIC, EOI), lines_low();
    out(PIC, LOWEST | 7), line_4(true), line_0(true);
    expect("pic: rotated by an end, and put back", first && poll(PIC) == 0x80);
    lines_low(), out(PIC, LOWEST | 3), start_pics(1), line_4(true), line_0(true);
    expect("pic: put back by ICW1", poll(PIC) == 0x80);
    lines_low();
    start_pics(AEOI), out(PIC, ROTATE), line_0(true);
    bool ended = poll(PIC) == 0x80 && !isr(PIC);
    line_0(false), line_4(true), line_0(true);
    expect("pic: automatic ends rotate", ended && poll(PIC) == 0x84);
    lines_low(), start_pics(1);
}

static void masks(void)
{
    start_pics(1), out(PIC + 1, 0x10), line_4(true);
    bool masked = irr(PIC) == 0x10 && !poll(PIC);
    out(PIC + 1, 0);
    expect("pic: a mask", masked && poll(PIC) == 0x84);
    out(PIC, LOWEST), line_0(true); /* 0 is lower than 4, which is in service */
    bool waits = !poll(PIC);
    out(PIC + 1, 0x10);
    waits = waits && !poll(PIC);
    out(PIC, 0x68);
    bool special = poll(PIC) == 0x80 && isr(PIC) == 0x11;
    out(PIC, 0x28), out(PIC, EOI);
    expect("pic: the special mask", waits && special && isr(PIC) == 0x10);
    lines_low();
}

static void cascade(void)
{
    start_pics(1), line_8(true);
    bool asks = irr(PIC) == 4 && poll(PIC) == 0x82 && !poll(PIC);
    bool second = poll(PIC2) == 0x80 && isr(PIC2) == 1 && isr(PIC) == 4;
    out(PIC2, EOI), out(PIC, EOI);
    expect("pic: the second is line 2 of the first", asks && second && !irr(PIC) && !isr(PIC));
    lines_low(), start_pics(NESTED), line_8(true);
    expect("pic: specially nested, it interrupts itself", poll(PIC) == 0x82 && poll(PIC) == 0x82);
    lines_low(), start_pics(1);
}

/* The CPU acknowledges for both. */
__asm__("taken: iret");
void taken(void);

static void by_the_cpu(void)
{
    set_gate(0x28, taken);
    start_pics(1);
    out(PIC2, ICW1 | IC4), out(PIC2 + 1, 0x2b), out(PIC2 + 1, 2), out(PIC2 + 1, 1);
    line_8(true);
    __asm__ volatile("sti; nop; nop; cli" : : : "memory");
    expect("pic: the CPU acknowledges at both; a vector's low bits do not count",
           isr(PIC) == 4 && isr(PIC2) == 1);
    out(PIC2, EOI), out(PIC, EOI), lines_low();
}

int start(const void *tree);

int start(const void *tree)
{
    (void)tree;
    load_tables();
    command_words();
    triggers();
    priorities();
    masks();
    cascade();
    by_the_cpu();
    shut_down();
}
