/* Each load and store of the base instruction set and of its compressed forms, on devices. Every
 * bit of every offset: one that is decoded wrongly is a fault. */
#include "interrupts.h"

#include "expect.h"
#include "riscv64_io.h"

#define UART   0x10000000ul
#define SCR    (UART + 7)   /* 8 bits that can be any */
#define ENABLE 0x0c002080ul /* of the PLIC: 32 bits, except the lowest */
#define DLAB   (UART + 3)   /* with this bit, the first register is the divisor's: 8 bits */
#define SIGN   0x80000000u
#define MINUS  0xffffffff80000000ul

#define LOAD(form, at)                                              \
    ({                                                              \
        uint64_t value_;                                            \
        __asm__ volatile(form : "=r"(value_) : "r"(at) : "memory"); \
        value_;                                                     \
    })
#define STORE(form, at, value) ({ __asm__ volatile(form : : "r"(at), "r"(value) : "memory"); })

static void loads(void)
{
    *(volatile uint8_t *)SCR = 0x85;
    write32(ENABLE, SIGN);
    expect("lb, lbu", LOAD("lb %0, (%1)", SCR) == -0x7bul && LOAD("lbu %0, (%1)", SCR) == 0x85);
    expect("lw, lwu", LOAD("lw %0, (%1)", ENABLE) == MINUS && LOAD("lwu %0, (%1)", ENABLE) == SIGN);
    expect("lh, lhu, ld", LOAD("lh %0, (%1)", UART) == 0x12 && LOAD("lhu %0, (%1)", UART) == 0x12 &&
                              LOAD("ld %0, (%1)", UART) == 0x12);
    bool reached = true;
#define FAR(offset) reached &= LOAD("lbu %0, " #offset "(%1)", SCR - offset) == 0x85
    FAR(-1), FAR(-2048), FAR(2047), FAR(1024), FAR(512), FAR(256), FAR(128), FAR(64), FAR(32);
    FAR(16), FAR(8), FAR(4), FAR(2), FAR(1);
    expect("offsets of loads", reached);
    uint64_t zero, same = ENABLE;
    __asm__ volatile("lw zero, (%1); mv %0, zero" : "=r"(zero) : "r"(ENABLE));
    __asm__ volatile("lwu %0, (%0)" : "+r"(same));
    expect("into zero, and into its own base", !zero && same == SIGN);
}

static void stores(void)
{
    STORE("sb %1, (%0)", SCR, 0x1234567890ul);
    bool byte = *(volatile uint8_t *)SCR == 0x90;
    STORE("sw %1, (%0)", ENABLE, 0x1122334455667788ul);
    expect("sb, sw", byte && read32(ENABLE) == 0x55667788);
    STORE("sw zero, (%0)", ENABLE, 0);
    expect("of zero", !read32(ENABLE));
    STORE("sh %1, (%0)", UART, 0x5634ul);
    bool half = *(volatile uint8_t *)UART == 0x34;
    STORE("sd %1, (%0)", UART, 0x5678ul);
    expect("sh, sd", half && *(volatile uint8_t *)UART == 0x78);
    bool reached = true;
#define FAR_STORE(offset)                                             \
    (STORE("sb %1, " #offset "(%0)", SCR - offset, (uint64_t)offset), \
     reached &= *(volatile uint8_t *)SCR == (uint8_t)offset)
    FAR_STORE(-1), FAR_STORE(-2048), FAR_STORE(2047), FAR_STORE(1024), FAR_STORE(512);
    FAR_STORE(256), FAR_STORE(128), FAR_STORE(64), FAR_STORE(32), FAR_STORE(16), FAR_STORE(8);
    FAR_STORE(4), FAR_STORE(2), FAR_STORE(1);
    expect("offsets of stores", reached);
}

/* In assembly, because the registers matter. Each form: loads what is there, or stores its offset
 * plus 2, at the sum of a base and that offset. */
#define LOADS(form, ...)                                                    \
    ".irp offset, " #__VA_ARGS__ "; li t2, \\offset; sub a4, %1, t2; " form \
    "; bne a5, %2, 9f; addi %0, %0, 1; .endr; 9:"
#define STORES(form, load, ...)                                                             \
    ".irp offset, " #__VA_ARGS__ "; li t2, \\offset; sub a4, %1, t2; addi a5, t2, 2; " form \
    "; " load " t1, (%1); bne t1, a5, 9f; addi %0, %0, 1; .endr; 9:"
#define RUN(code, at, value)                                              \
    ({                                                                    \
        uint64_t right_ = 0;                                              \
        __asm__ volatile(code                                             \
                         : "+r"(right_)                                   \
                         : "r"(at), "r"(value)                            \
                         : "a4", "a5", "t0", "t1", "t2", "t6", "memory"); \
        right_;                                                           \
    })
#define BY_SP(form) "mv t0, sp; mv sp, a4; " form "; mv sp, t0"

static void compressed(void)
{
    write32(ENABLE, SIGN);
    *(volatile uint8_t *)UART = 0x12;
    expect("c.lw",
           RUN(LOADS("c.lw a5, \\offset(a4)", 0, 4, 8, 16, 32, 64, 124), ENABLE, MINUS) == 7);
    expect("c.ld",
           RUN(LOADS("c.ld a5, \\offset(a4)", 0, 8, 16, 32, 64, 128, 248), UART, 0x12ul) == 7);
    expect("c.lwsp",
           RUN(LOADS(BY_SP("c.lwsp t6, \\offset(sp)") "; mv a5, t6", 0, 4, 8, 16, 32, 64, 128, 252),
               ENABLE, MINUS) == 8);
    expect("c.ldsp", RUN(LOADS(BY_SP("c.ldsp a5, \\offset(sp)"), 0, 8, 16, 32, 64, 128, 256, 504),
                         UART, 0x12ul) == 8);
    expect("c.sw",
           RUN(STORES("c.sw a5, \\offset(a4)", "lw", 0, 4, 8, 16, 32, 64, 124), ENABLE, 0ul) == 7);
    expect("c.sd",
           RUN(STORES("c.sd a5, \\offset(a4)", "lbu", 0, 8, 16, 32, 64, 128), UART, 0ul) == 6);
    expect("c.swsp", RUN(STORES("mv t6, a5; " BY_SP("c.swsp t6, \\offset(sp)"), "lw", 0, 4, 8, 16,
                                32, 64, 128, 252),
                         ENABLE, 0ul) == 8);
    expect("c.sdsp", RUN(STORES(BY_SP("c.sdsp a5, \\offset(sp)"), "lbu", 0, 8, 16, 32, 64, 128),
                         UART, 0ul) == 6);
}

static void compressed_registers(void)
{
    uint64_t first, last;
    write32(ENABLE, SIGN);
    __asm__ volatile(
        "mv a5, %2; mv s1, %2; c.lw s1, (a5); mv %0, s1; mv s1, %2; c.lw a5, (s1); mv %1, a5"
        : "=&r"(first), "=&r"(last)
        : "r"(ENABLE)
        : "s1", "a5");
    expect("c.lw: s1 and a5", first == MINUS && last == MINUS);
}

int start(const void *tree);

int start(const void *tree)
{
    (void)tree;
    traps_init();
    *(volatile uint8_t *)DLAB = 0x80;
    *(volatile uint8_t *)UART = 0x12;
    loads();
    stores();
    compressed();
    compressed_registers();
    shut_down();
}
