/* RISC-V: traps to S-mode, the PLIC, and the timer. */
#include "interrupts.h"

#include "print.h"
#include "riscv64_io.h"

#include <stdbool.h>

struct frame {
    uint64_t x[31]; /* x1 to x31; but sp, which is x2, is the frame's own end */
    uint64_t pc, status;
    uint64_t unused;
};

#define RA 0 /* in x[] */
#define A0 9

void vectors(void);                             /* riscv64_vectors.S */
struct frame *handle_trap(struct frame *frame); /* which calls it */

static trap_handler *handle_fault, *handle_timer, *handle_uart;

/* RISC-V Privileged S.1.1 */
#define SSTATUS_SIE  (1ul << 1)
#define SSTATUS_SPIE (1ul << 5)
#define SSTATUS_SPP  (1ul << 8)
#define SIE_STIE     (1ul << 5)
#define SIE_SEIE     (1ul << 9)
#define INTERRUPT    (1ul << 63) /* in scause */
#define IRQ_TIMER    (INTERRUPT | 5)
#define IRQ_EXTERNAL (INTERRUPT | 9)

/* --- Faults --- */

void take_faults(trap_handler *handler)
{
    handle_fault = handler;
}

const char *fault_name(const struct frame *frame)
{
    static const char *const names[] = {"instruction address misaligned",
                                        "instruction access fault",
                                        "illegal instruction",
                                        "breakpoint",
                                        "load address misaligned",
                                        "load access fault",
                                        "store/AMO address misaligned",
                                        "store/AMO access fault"};
    uint64_t cause = csr_read("scause");
    return cause < sizeof names / sizeof *names ? names[cause] : "another fault";
}

void return_from_faulting(struct frame *frame)
{
    frame->pc = frame->x[RA];
}

/* --- Interrupts --- */

void interrupts_on(void)
{
    csr_set("sstatus", SSTATUS_SIE);
}

void interrupts_off(void)
{
    csr_clear("sstatus", SSTATUS_SIE);
}

void wait_for_interrupt(void)
{
    __asm__ volatile("wfi"); /* ends when one is pending, although they are off */
    interrupts_on();
    interrupts_off();
}

/* The PLIC, with QEMU's numbers: context 1 is this hart's S-mode, source 10 the UART. */
#define PLIC        0x0c000000ul
#define PRIORITY(n) (PLIC + 4 * (n))
#define ENABLE      (PLIC + 0x2080)
#define THRESHOLD   (PLIC + 0x201000)
#define CLAIM       (PLIC + 0x201004)
#define UART_SOURCE 10

void take_uart_interrupt(trap_handler *handler)
{
    handle_uart = handler;
    write32(PRIORITY(UART_SOURCE), 1);
    write32(ENABLE, 1 << UART_SOURCE);
    csr_set("sie", SIE_SEIE);
}

static struct frame *take_external(struct frame *frame)
{
    uint32_t source = read32(CLAIM);
    if (!source)
        return frame;
    frame = handle_uart(frame);
    write32(CLAIM, source);
    return frame;
}

/* --- The timer --- */

#define TICKS_A_SECOND 10000000 /* of QEMU's virt machine */
#define SBI_TIME       0x54494d45

static bool has_sstc;
static uint64_t interval;

/* Whether the tree has that word: the bytes of a blob, whose size is its second number. */
static bool tree_has(const uint8_t *tree, const char *word, unsigned length)
{
    unsigned size = tree ? tree[4] << 24 | tree[5] << 16 | tree[6] << 8 | tree[7] : 0;
    for (unsigned at = 0, same = 0; at < size; at++) {
        same = tree[at] == (uint8_t)word[same] ? same + 1 : tree[at] == (uint8_t)word[0];
        if (same == length)
            return true;
    }
    return false;
}

/* The interrupt is pending from then on, until this is called again. SBI 2.0, 6.1. */
static void set_timer(uint64_t when)
{
    register uint64_t a0 __asm__("a0") = when, a1 __asm__("a1");
    register uint64_t a6 __asm__("a6") = 0, a7 __asm__("a7") = SBI_TIME;
    if (has_sstc)
        csr_write("0x14d", when); /* stimecmp */
    else
        __asm__ volatile("ecall" : "+r"(a0), "=r"(a1) : "r"(a6), "r"(a7) : "memory");
}

void timer_start(unsigned rate, const void *tree, trap_handler *handler)
{
    has_sstc = tree_has(tree, "_sstc", 5);
    interval = TICKS_A_SECOND / rate;
    handle_timer = handler;
    set_timer(clock_ticks() + interval);
    csr_set("sie", SIE_STIE);
}

/* --- Traps --- */

void traps_init(void)
{
    csr_write("sie", 0);
    csr_write("stvec", vectors);
    write32(THRESHOLD, 0);
}

struct frame *handle_trap(struct frame *frame)
{
    switch (csr_read("scause")) {
    case IRQ_TIMER:
        set_timer(clock_ticks() + interval);
        return handle_timer(frame);
    case IRQ_EXTERNAL:
        return take_external(frame);
    }
    if (handle_fault)
        return handle_fault(frame);
    print(fault_name(frame));
    print("\n");
    shut_down();
}

/* --- Tasks --- */

struct frame *new_task(void *stack_end, void (*entry)(void *), void *argument)
{
    struct frame *frame = (struct frame *)stack_end - 1;
    frame->pc = (uint64_t)entry;
    frame->status = SSTATUS_SPP | SSTATUS_SPIE;
    frame->x[A0] = (uint64_t)argument;
    return frame;
}
