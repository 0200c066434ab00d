/* Each load and store of one register that AArch64 has, on devices: sizes, signs, the zero
 * register, and how an address is made. */
#include "aarch64_gic.h"

#define PRIORITY (GICD + IPRIORITYR + 33)  /* 8 bits, of which the upper five can be any */
#define ROUTE    (GICD + IROUTER + 8 * 33) /* 64 bits; an affinity is in 0xff00ffffff */
#define BAUD     (UART + IBRD)             /* 16 bits */
#define ENABLED  (GICD + ISENABLER + 4)

#define LOAD(form, at)                                              \
    ({                                                              \
        uint64_t value_ = -1ul;                                     \
        __asm__ volatile(form : "+r"(value_) : "r"(at) : "memory"); \
        value_;                                                     \
    })
#define STORE(form, at, value) __asm__ volatile(form : : "r"(at), "r"((uint64_t)(value)) : "memory")

static void loads(void)
{
    write8(PRIORITY, 0x98), write32(BAUD, 0x8765), write32(ENABLED, 0x80000000);
    expect("ldrb, ldrsb", LOAD("ldrb %w0, [%1]", PRIORITY) == 0x98 &&
                              LOAD("ldrsb %w0, [%1]", PRIORITY) == 0xffffff98 &&
                              LOAD("ldrsb %0, [%1]", PRIORITY) == -0x68ul);
    expect("ldrh, ldrsh", LOAD("ldrh %w0, [%1]", BAUD) == 0x8765 &&
                              LOAD("ldrsh %w0, [%1]", BAUD) == 0xffff8765 &&
                              LOAD("ldrsh %0, [%1]", BAUD) == -0x789bul);
    expect("ldr of 32 bits, ldrsw", LOAD("ldr %w0, [%1]", ENABLED) == 0x80000000 &&
                                        LOAD("ldrsw %0, [%1]", ENABLED) == -0x80000000ul);
    uint64_t zero;
    __asm__ volatile("ldr wzr, [%1]; mov %0, xzr" : "=r"(zero) : "r"(ENABLED));
    expect("into the zero register", !zero);
}

static void stores(void)
{
    STORE("strb %w1, [%0]", PRIORITY, 0x12345670);
    expect("strb", LOAD("ldrb %w0, [%1]", PRIORITY) == 0x70 && read32(PRIORITY - 1) == 0x7000);
    STORE("strh %w1, [%0]", BAUD, 0x56781234);
    expect("strh", read32(BAUD) == 0x1234);
    STORE("str %1, [%0]", ROUTE, 0xf0ff345678);
    bool wide = LOAD("ldr %0, [%1]", ROUTE) == 0xf000345678;
    STORE("str %w1, [%0]", ROUTE, 0x1111111100abcdef);
    expect("str", wide && LOAD("ldr %0, [%1]", ROUTE) == 0xf000abcdef);
    STORE("str %w1, [%0]", ROUTE + 4, 0x22222222000000aa);
    expect("str to the upper half",
           LOAD("ldr %0, [%1]", ROUTE) == 0xaa00abcdef && LOAD("ldr %w0, [%1]", ROUTE + 4) == 0xaa);
    STORE("str xzr, [%0]", ROUTE, 0);
    expect("of zero", !LOAD("ldr %0, [%1]", ROUTE));
}

static void addresses(void)
{
    write32(BAUD, 0x55);
    expect("offsets", LOAD("ldr %w0, [%1, #0x24]", UART) == 0x55 &&
                          LOAD("ldur %w0, [%1, #-8]", BAUD + 8) == 0x55 &&
                          LOAD("mov %w0, #9; ldr %w0, [%1, %0, lsl #2]", UART) == 0x55);
}

int start(const void *tree);

int start(const void *tree)
{
    (void)tree;
    traps_init();
    set_spis(ICENABLER, ~0u);
    loads();
    stores();
    addresses();
    shut_down();
}
