/* The 8254's counter 2, whose gate and output are in port 0x61: what is read, and when. */
#include "x86_64_pc.h"

enum { COUNTER = 0x42, CONTROL = 0x43, PORT_61 = 0x61, OUTPUT = 0x20 };
enum { LOW_BYTE = 0x90, HIGH_BYTE = 0xa0, BOTH = 0xb0, LATCH = 0x80, BCD = 1 };
enum { STATUS_2 = 0xe8, COUNT_2 = 0xd8, ALL_2 = 0xc8 }; /* read-back */

static void gate(bool high)
{
    out(PORT_61, high);
}

static void load(uint8_t control, uint16_t count)
{
    out(CONTROL, control);
    out(COUNTER, count), out(COUNTER, count >> 8);
}

static unsigned both(void)
{
    unsigned low = in(COUNTER);
    return low | in(COUNTER) << 8;
}

static unsigned now(void)
{
    out(CONTROL, LATCH);
    return both();
}

static uint8_t status(void)
{
    out(CONTROL, STATUS_2);
    return in(COUNTER);
}

static bool output(void)
{
    return in(PORT_61)&OUTPUT;
}

static void wait(unsigned periods)
{
    for (unsigned start = now(); (start - now()) % 0x10000 < periods;)
        ;
}

/* A few thousand periods. */
static void spend(void)
{
    for (unsigned i = 0; i < 1000; i++)
        in(PORT_61);
}

static void bytes(void)
{
    gate(false);
    out(CONTROL, LOW_BYTE), out(COUNTER, 0x34);
    bool low = in(COUNTER) == 0x34 && in(COUNTER) == 0x34 && status() == 0x10;
    out(CONTROL, HIGH_BYTE), out(COUNTER, 0x56);
    bool high = in(COUNTER) == 0x56 && in(COUNTER) == 0x56 && status() == 0x20;
    load(BOTH, 0x1234);
    expect("pit: one byte, or both", low && high && in(COUNTER) == 0x34 && in(COUNTER) == 0x12);
    out(CONTROL, BOTH | 0xc), load(BOTH | 0xc, 0x10);
    bool mode_2 = (status() & 0xf) == 4;
    out(CONTROL, BOTH | 0xe);
    expect("pit: modes 6 and 7 are 2 and 3", mode_2 && (status() & 0xf) == 6);
}

static void latches(void)
{
    gate(true), load(BOTH, 0x8000);
    out(CONTROL, LATCH);
    spend();
    out(CONTROL, LATCH);
    unsigned held = both(), later = now();
    expect("pit: a latched count is held until it is read", held - later > 500);
    out(CONTROL, BOTH | 4);
    uint8_t before = status();
    out(COUNTER, 100), out(CONTROL, STATUS_2), out(COUNTER, 0), out(CONTROL, STATUS_2);
    bool first = before == 0xf4 && in(COUNTER) == 0xf4;
    expect("pit: a latched status, and whether the count is loaded", first && !(status() & 0x40));
    out(COUNTER, 0), out(COUNTER, 0x80); /* the next */
    bool next = status() & 0x40;
    spend();
    expect("pit: a new count waits for the end of the old one", next && !(status() & 0x40));
    load(BOTH, 0x8000), out(CONTROL, COUNT_2);
    held = both(), out(CONTROL, ALL_2);
    expect("pit: read-back of the count, and of both",
           held > 0x7f00 && in(COUNTER) == 0x30 && both() > 0x7f00);
}

static void modes(void)
{
    gate(true), load(BOTH, 0x100);
    while (!output())
        ;
    out(COUNTER, 0);
    expect("pit: mode 0: the first byte ends it", !output());
    load(BOTH | 6, 0x8000);
    unsigned start = now();
    wait(0x1000);
    bool twos = !(start & 1) && output();
    while (output())
        ;
    expect("pit: mode 3: by twos, and low for a half", twos && now() > 0x7000);
    load(BOTH | 4, 0x8000), wait(0x1000);
    bool counts = now() < 0x7100;
    gate(false);
    unsigned held = now();
    bool high = output() && held < 0x7100 && now() == held;
    gate(true);
    expect("pit: mode 2: its gate holds it, and begins again", counts && high && now() > 0x7f00);
    load(BOTH | 8, 0x8000), wait(0x1000), gate(false);
    start = now();
    bool stops = start < 0x7100 && now() == start;
    gate(true);
    expect("pit: mode 4: its gate holds it", stops && now() <= start && now() > start - 0x400);
    gate(false), load(BOTH | 2, 0x1000);
    bool idle = output();
    gate(true), wait(0x400), gate(false), gate(true);
    expect("pit: mode 1: a gate that rises begins again", idle && !output() && now() > 0xf00);
    gate(true), load(BOTH | 10, 0x100), spend();
    expect("pit: mode 5: it waits for its gate", output());
    load(BOTH | BCD, 0), wait(1);
    expect("pit: ten thousand", now() >> 8 == 0x99);
}

/* The low period of mode 2 is one of two then. */
static void pulses(void)
{
    gate(true), load(BOTH | 4, 2);
    unsigned ones = 0;
    for (unsigned i = 0; i < 1000; i++)
        ones += output();
    expect("pit: mode 2: low for one period", ones > 100 && ones < 900);
}

static void port_61(void)
{
    out(PORT_61, 0xfe);
    bool written = (in(PORT_61)&0xcf) == 0x0e;
    unsigned ones = 0;
    for (unsigned i = 0; i < 1000; i++)
        ones += in(PORT_61) >> 4 & 1;
    expect("port 61: its bits, and the refresh", written && ones > 100 && ones < 900);
}

int start(const void *tree);

int start(const void *tree)
{
    (void)tree;
    load_tables();
    bytes();
    latches();
    modes();
    pulses();
    port_61();
    shut_down();
}
