/* x86_64: a PC, as a guest has it: two 8259, 8254, 16550A, CMOS clock; and memory where nothing is.
 */
#include "sweep.h"

#include "x86_64_io.h"

#define PORTS 0x10000 /* addresses below are ports */

const struct window windows[] = {
    {0x1e, 6},       {0x3e, 8},       {0x5f, 8},          {0x6e, 5},          {0x9f, 4},
    {0xf3, 3},       {0x3f6, 12},     {0x4ce, 6},         {0x92, 1},          {0xcf8, 8},
    {0x604, 2},      {0xfff8, 8},     {0xfebffffc, 8},    {0xfec00000, 0x14}, {0xfed00000, 8},
    {0xfee00020, 8}, {0xfee000b0, 4}, {0xfee00300, 0x14}, {0xfee00380, 4},    {0xffbffff8, 16},
};
const unsigned window_count = sizeof windows / sizeof *windows;

/* --- Traps: each vector is trapped() --- */

void trapped(void);

struct table {
    uint16_t limit;
    const void *base;
} __attribute__((packed));

void prepare(void)
{
    static const uint64_t gdt[] = {0, 0x00cf9b000000ffff, 0x00cf93000000ffff};
    static uint64_t idt[256];
    const struct table gdtr = {sizeof gdt - 1, gdt}, idtr = {sizeof idt - 1, idt};
    uint32_t at = (uint32_t)trapped;
    for (unsigned i = 0; i < 256; i++)
        idt[i] = (uint64_t)(at >> 16) << 48 | 0x8e00ull << 32 | 8 << 16 | (at & 0xffff);
    __asm__ volatile("lgdt %0; lidt %1" : : "m"(gdtr), "m"(idtr), "m"(gdt), "m"(idt));
}

/* --- Accesses: to ports of one, two and four bytes, and strings of them; MOV and others --- */

static uint8_t buffer[64];

static void read_port(uint16_t port, unsigned width)
{
    uint32_t value, count = 5;
    void *to = buffer;
    switch (width) {
    case 0:
        __asm__ volatile("inb %1, %%al" : "=a"(value) : "d"(port));
        break;
    case 1:
        __asm__ volatile("inw %1, %%ax" : "=a"(value) : "d"(port));
        break;
    case 2:
        __asm__ volatile("inl %1, %%eax" : "=a"(value) : "d"(port));
        break;
    default:
        __asm__ volatile("rep insb" : "+D"(to), "+c"(count) : "d"(port) : "memory");
    }
}

static void write_port(uint16_t port, unsigned width, uint32_t value)
{
    uint32_t count = 3;
    const void *from = buffer;
    switch (width) {
    case 0:
        __asm__ volatile("outb %%al, %1" : : "a"(value), "d"(port));
        break;
    case 1:
        __asm__ volatile("outw %%ax, %1" : : "a"(value), "d"(port));
        break;
    case 2:
        __asm__ volatile("outl %%eax, %1" : : "a"(value), "d"(port));
        break;
    default:
        *(uint32_t *)buffer = value;
        __asm__ volatile("rep outsw" : "+S"(from), "+c"(count) : "d"(port) : "memory");
    }
}

void read_register(unsigned long address, unsigned width)
{
    uint32_t value = 0;
    if (address < PORTS)
        read_port(address, width);
    else if (width == 0)
        __asm__ volatile("movzbl (%1), %0" : "+r"(value) : "r"(address) : "memory");
    else if (width == 1)
        __asm__ volatile("movswl (%1), %0" : "+r"(value) : "r"(address) : "memory");
    else if (width == 2)
        __asm__ volatile("movl (%1), %0" : "+r"(value) : "r"(address) : "memory");
    else
        __asm__ volatile("testl %0, (%1)" : "+r"(value) : "r"(address) : "memory");
}

void write_register(unsigned long address, unsigned width, uint64_t value)
{
    uint32_t low = value;
    if (address < PORTS)
        write_port(address, width, value);
    else if (width == 0)
        __asm__ volatile("movb %b0, (%1)" : "+q"(low) : "r"(address) : "memory");
    else if (width == 1)
        __asm__ volatile("xchgw %w0, (%1)" : "+r"(low) : "r"(address) : "memory");
    else if (width == 2)
        __asm__ volatile("lock andl %0, (%1)" : "+r"(low) : "r"(address) : "memory");
    else
        __asm__ volatile("orl %0, (%1)" : "+r"(low) : "r"(address) : "memory");
}

/* --- Interrupts --- */

#define PIC1    0x20
#define PIC2    0xa0
#define PIT     0x40
#define COMMAND 0x43

/* What a kernel does at its start, so that some interrupts do come. */
static void set_up(unsigned pic, uint8_t vector, uint8_t icw3, uint8_t mask)
{
    out8(pic, 0x11);
    out8(pic + 1, vector);
    out8(pic + 1, icw3);
    out8(pic + 1, 1);
    out8(pic + 1, mask);
}

void do_other(unsigned number, uint64_t value)
{
    switch (number % 6) {
    case 0:
        set_up(PIC1, value, 4, value >> 8);
        break;
    case 1:
        set_up(PIC2, value, 2, value >> 8);
        break;
    case 2:
        out8(COMMAND, 0x30 | (value & 0x0e));
        out8(PIT, value >> 8);
        out8(PIT, value >> 16 & 3);
        break;
    case 3: /* the UART's interrupts, and its way to the 8259 */
        out8(0x3fb, 3);
        out8(0x3f9, value);
        out8(0x3fc, 8);
        break;
    case 4: /* the clock's */
        out8(0x70, 0x0b);
        out8(0x71, value);
        out8(0x70, 0x0c);
        (void)in8(0x71);
        break;
    default:
        acknowledge();
    }
}

void acknowledge(void)
{
    out8(PIC2, 0x20);
    out8(PIC1, 0x20);
}
