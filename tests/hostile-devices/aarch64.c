/* AArch64: QEMU's virt machine, as a guest has it: GICv3, PL011, PL031. */
#include "sweep.h"

#include "aarch64_io.h"

#define GICD 0x08000000ul
#define GICR 0x080a0000ul
#define SGI  (GICR + 0x10000) /* the redistributor's second frame */
#define UART 0x09000000ul
#define RTC  0x09010000ul

const struct window windows[] = {
    {GICD - 4, 0x18},     {GICD + 0x40, 0x20},  {GICD + 0x7c, 0x14},   {GICD + 0xfc, 0x14},
    {GICD + 0x17c, 0x14}, {GICD + 0x1fc, 0x14}, {GICD + 0x27c, 0x14},  {GICD + 0x2fc, 0x14},
    {GICD + 0x37c, 0x14}, {GICD + 0x41c, 0x28}, {GICD + 0x7f8, 16},    {GICD + 0xbfc, 0x18},
    {GICD + 0xd00, 12},   {GICD + 0xf00, 16},   {GICD + 0x60fc, 0x1c}, {GICD + 0xffcc, 0x38},
    {GICR, 0x28},         {GICR + 0x40, 8},     {GICR + 0x70, 16},     {GICR + 0xffcc, 0x38},
    {SGI + 0x7c, 12},     {SGI + 0xfc, 12},     {SGI + 0x17c, 12},     {SGI + 0x1fc, 12},
    {SGI + 0x27c, 12},    {SGI + 0x2fc, 12},    {SGI + 0x37c, 12},     {SGI + 0x3fc, 0x28},
    {SGI + 0xbfc, 16},    {SGI + 0xcfc, 12},    {SGI + 0xfffc, 8},     {UART - 4, 0x54},
    {UART + 0xfdc, 0x28}, {RTC - 4, 0x28},      {RTC + 0xfdc, 0x28},
};
const unsigned window_count = sizeof windows / sizeof *windows;

extern char vectors_of_sweep[];

void prepare(void)
{
    sysreg_write("vbar_el1", vectors_of_sweep);
    sysreg_write("S3_0_C12_C12_5", 7);  /* ICC_SRE_EL1 */
    sysreg_write("S3_0_C4_C6_0", 0xff); /* ICC_PMR_EL1 */
    sysreg_write("S3_0_C12_C12_7", 1);  /* ICC_IGRPEN1_EL1 */
}

/* --- Accesses --- */

void read_register(unsigned long address, unsigned width)
{
    uint64_t value;
    if (width == 0)
        __asm__ volatile("ldrb %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
    else if (width == 1)
        __asm__ volatile("ldrh %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
    else if (width == 2)
        __asm__ volatile("ldr %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
    else
        __asm__ volatile("ldr %x0, [%1]" : "=r"(value) : "r"(address) : "memory");
}

void write_register(unsigned long address, unsigned width, uint64_t value)
{
    if (width == 0)
        __asm__ volatile("strb %w0, [%1]" : : "r"(value), "r"(address) : "memory");
    else if (width == 1)
        __asm__ volatile("strh %w0, [%1]" : : "r"(value), "r"(address) : "memory");
    else if (width == 2)
        __asm__ volatile("str %w0, [%1]" : : "r"(value), "r"(address) : "memory");
    else
        __asm__ volatile("str %x0, [%1]" : : "r"(value), "r"(address) : "memory");
}

/* --- The CPU's own --- */

#define READ(name) (void)sysreg_read(name)

/* The GIC's interface, IHI 0069 12.2: an interrupt is taken and ended, or sent. */
static void use_interrupts(unsigned number, uint64_t value)
{
    switch (number % 7) {
    case 0:
        READ("S3_0_C12_C12_0"); /* IAR1 */
        break;
    case 1:
        sysreg_write("S3_0_C12_C12_1", value % 64); /* EOIR1 */
        break;
    case 2:
        sysreg_write("S3_0_C12_C12_1", value); /* of anything */
        break;
    case 3:
        READ("S3_0_C12_C12_2"); /* HPPIR1 */
        break;
    case 4:
        sysreg_write("S3_0_C12_C11_1", value); /* DIR */
        break;
    case 5:
        sysreg_write("S3_0_C12_C11_5", value); /* SGI1R */
        break;
    default:
        sysreg_write("S3_0_C12_C11_5", value % 16 << 24 | 1); /* to itself */
    }
}

/* How it works; and the timer. */
static void set_up(unsigned number, uint64_t value)
{
    switch (number % 9) {
    case 0: /* BPR1: at numbers that its field cannot hold, QEMU would end in an assertion */
        sysreg_write("S3_0_C12_C12_3", value);
        break;
    case 1:
        sysreg_write("S3_0_C12_C12_4", value); /* CTLR: EOImode, CBPR */
        break;
    case 2:
        sysreg_write("S3_0_C4_C6_0", value); /* PMR */
        break;
    case 3:
        sysreg_write("S3_0_C12_C9_0", value); /* AP1R0 */
        break;
    case 4:
        sysreg_write("S3_0_C12_C12_6", value); /* IGRPEN0 */
        break;
    case 5:
        sysreg_write("S3_0_C12_C12_7", value); /* IGRPEN1 */
        break;
    case 6:
        sysreg_write("cntv_cval_el0", value % 2 ? value : clock_ticks() + value % 4096);
        break;
    case 7:
        sysreg_write("cntv_ctl_el0", value);
        break;
    default:
        prepare();
    }
}

void do_other(unsigned number, uint64_t value)
{
    if (number % 2)
        use_interrupts(number / 2, value);
    else
        set_up(number / 2, value);
}

void acknowledge(void)
{
    uint64_t intid = sysreg_read("S3_0_C12_C12_0");
    sysreg_write("cntv_ctl_el0", 0);
    sysreg_write("S3_0_C12_C12_1", intid);
    sysreg_write("S3_0_C12_C11_1", intid);
}
