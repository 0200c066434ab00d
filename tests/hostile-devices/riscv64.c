/* RISC-V: QEMU's virt machine, as a guest has it: PLIC, 16550A, Goldfish RTC. */
#include "sweep.h"

#include "riscv64_io.h"

#define RTC  0x101000ul
#define PLIC 0x0c000000ul
#define UART 0x10000000ul

const struct window windows[] = {
    {RTC - 4, 0x2c},       {RTC + 0xffc, 8},      {UART - 2, 16},        {UART + 0xf8, 16},
    {PLIC - 4, 0x34},      {PLIC + 0x170, 0x20},  {PLIC + 0xffc, 16},    {PLIC + 0x107c, 8},
    {PLIC + 0x1ffc, 16},   {PLIC + 0x207c, 0x14}, {PLIC + 0x20fc, 8},    {PLIC + 0x1fffc, 8},
    {PLIC + 0x1ffffc, 16}, {PLIC + 0x200ffc, 16}, {PLIC + 0x201ffc, 12}, {PLIC + 0x3fffffc, 8},
    {PLIC + 0x5ffffc, 8},
};
const unsigned window_count = sizeof windows / sizeof *windows;

void trapped(void);

#define SIE_ALL 0x222 /* software, timer, external */

void prepare(void)
{
    csr_write("stvec", trapped);
    csr_write("sie", SIE_ALL);
}

/* --- Accesses --- */

#define LOAD(type, address) (void)*(volatile type *)(address)

void read_register(unsigned long address, unsigned width)
{
    switch (width) {
    case 0:
        LOAD(uint8_t, address);
        break;
    case 1:
        LOAD(uint16_t, address);
        break;
    case 2:
        LOAD(uint32_t, address);
        break;
    default:
        LOAD(uint64_t, address);
    }
}

#define STORE(type, address, value) *(volatile type *)(address) = value

void write_register(unsigned long address, unsigned width, uint64_t value)
{
    switch (width) {
    case 0:
        STORE(uint8_t, address, value);
        break;
    case 1:
        STORE(uint16_t, address, value);
        break;
    case 2:
        STORE(uint32_t, address, value);
        break;
    default:
        STORE(uint64_t, address, value);
    }
}

/* --- The CPU's own --- */

#define SBI_TIME 0x54494d45

static void set_timer(uint64_t when)
{
    register uint64_t a0 __asm__("a0") = when, a1 __asm__("a1");
    register uint64_t a6 __asm__("a6") = 0, a7 __asm__("a7") = SBI_TIME;
    __asm__ volatile("ecall" : "+r"(a0), "=r"(a1) : "r"(a6), "r"(a7) : "memory");
}

/* Times that are over, soon, or never. */
static uint64_t some_time(uint64_t value)
{
    switch (value % 4) {
    case 0:
        return value >> 2;
    case 1:
        return clock_ticks() + (value >> 2) % 1000;
    case 2:
        return -(value >> 2 & 7);
    default:
        return 0;
    }
}

void do_other(unsigned number, uint64_t value)
{
    switch (number % 6) {
    case 0:
        set_timer(some_time(value));
        break;
    case 1:
        csr_write("0x14d", some_time(value)); /* stimecmp, if there is one */
        break;
    case 2:
        csr_write("sip", value);
        break;
    case 3:
        csr_write("sie", value);
        break;
    case 4:
        csr_write("sie", SIE_ALL);
        break;
    default:
        acknowledge();
    }
}

void acknowledge(void)
{
    csr_write("sip", 0);
    set_timer(-1);
    write32(PLIC + 0x201004, read32(PLIC + 0x201004));
}
