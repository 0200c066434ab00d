/* x86_64: exceptions and interrupts in protected mode, the two 8259, and the 8254. */
#include "interrupts.h"

#include "print.h"
#include "x86_64_io.h"

struct frame {
    uint32_t edi, esi, ebp, unused, ebx, edx, ecx, eax; /* as PUSHAD has them */
    uint32_t vector, error;
    uint32_t eip, cs, eflags;
};

/* x86_64_vectors.S, which calls handle_trap() */
extern const uint8_t vectors[][16], return_instruction[];
void load_segments(const void *gdt);
struct frame *handle_trap(struct frame *frame);

static trap_handler *handle_fault, *handle_timer, *handle_uart;

#define EFLAGS_ALWAYS 0x002
#define EFLAGS_IF     0x200

/* --- Faults --- */

void take_faults(trap_handler *handler)
{
    handle_fault = handler;
}

const char *fault_name(const struct frame *frame)
{
    switch (frame->vector) {
    case 6:
        return "invalid opcode";
    case 13:
        return "general protection";
    case 14:
        return "page fault";
    }
    return "another fault";
}

void return_from_faulting(struct frame *frame)
{
    frame->eip = (uint32_t)return_instruction; /* which finds the caller on the stack */
}

/* --- Interrupts --- */

void interrupts_on(void)
{
    __asm__ volatile("sti" : : : "memory");
}

void interrupts_off(void)
{
    __asm__ volatile("cli" : : : "memory");
}

void wait_for_interrupt(void)
{
    __asm__ volatile("sti; hlt; cli" : : : "memory"); /* none comes between STI and HLT */
}

/* Two 8259A, the second one behind input 2 of the first, as in a PC: ICW1 to ICW4 in its data
 * sheet. Vectors of interrupts follow those of exceptions. */
#define PIC1         0x20
#define PIC2         0xa0
#define DATA         1 /* the second port of each */
#define ICW1_ICW4    0x11
#define ICW3_CASCADE 2
#define ICW4_8086    0x01
#define OCW2_EOI     0x20
#define IRQ_BASE     0x20 /* vector */
#define IRQ_TIMER    0
#define IRQ_UART     4

static uint8_t masked = 0xff;

static void pic_init(void)
{
    out8(PIC1, ICW1_ICW4);
    out8(PIC1 + DATA, IRQ_BASE);
    out8(PIC1 + DATA, 1 << ICW3_CASCADE);
    out8(PIC1 + DATA, ICW4_8086);
    out8(PIC2, ICW1_ICW4);
    out8(PIC2 + DATA, IRQ_BASE + 8);
    out8(PIC2 + DATA, ICW3_CASCADE);
    out8(PIC2 + DATA, ICW4_8086);
    out8(PIC1 + DATA, masked);
    out8(PIC2 + DATA, 0xff);
}

static void let_through(unsigned irq)
{
    masked &= ~(1 << irq);
    out8(PIC1 + DATA, masked);
}

void take_uart_interrupt(trap_handler *handler)
{
    handle_uart = handler;
    let_through(IRQ_UART);
}

/* --- The timer --- */

/* The 8254's counter 0, which its output asks for an interrupt at each end of its count. */
#define PIT          0x40
#define PIT_COMMAND  0x43
#define PIT_HZ       1193182
#define LOW_AND_HIGH 0x30 /* both bytes of the count follow */
#define RATE         0x04 /* mode 2: the count starts again by itself */

void timer_start(unsigned rate, const void *tree, trap_handler *handler)
{
    handle_timer = handler;
    out8(PIT_COMMAND, LOW_AND_HIGH | RATE);
    out8(PIT, PIT_HZ / rate & 0xff);
    out8(PIT, PIT_HZ / rate >> 8);
    let_through(IRQ_TIMER);
}

/* --- Traps --- */

#define SEGMENT_CODE 8
#define GATES        48

struct table {
    uint16_t limit;
    uint64_t *base;
} __attribute__((packed));

/* APM vol. 2 4.8: flat segments of 4 GiB, for code and for data. */
static void segments_init(void)
{
    static uint64_t gdt[] = {0, 0x00cf9b000000ffff, 0x00cf93000000ffff};
    load_segments(&(const struct table){sizeof gdt - 1, gdt});
}

/* 4.8.4: an interrupt gate, present, which turns interrupts off. */
static void gates_init(void)
{
    static uint64_t idt[GATES];
    for (unsigned i = 0; i < GATES; i++) {
        uint32_t at = (uint32_t)vectors[i];
        idt[i] = (uint64_t)(at >> 16) << 48 | 0x8e00ull << 32 | SEGMENT_CODE << 16 | (at & 0xffff);
    }
    const struct table table = {sizeof idt - 1, idt};
    __asm__ volatile("lidt %0" : : "m"(table), "m"(idt));
}

void traps_init(void)
{
    segments_init();
    gates_init();
    pic_init();
}

struct frame *handle_trap(struct frame *frame)
{
    switch (frame->vector) {
    case IRQ_BASE + IRQ_TIMER:
        frame = handle_timer(frame);
        out8(PIC1, OCW2_EOI);
        return frame;
    case IRQ_BASE + IRQ_UART:
        frame = handle_uart(frame);
        out8(PIC1, OCW2_EOI);
        return frame;
    }
    if (frame->vector >= IRQ_BASE)
        return frame; /* not one that was let through: an interrupt that was gone too soon */
    if (handle_fault)
        return handle_fault(frame);
    print(fault_name(frame));
    print("\n");
    shut_down();
}

/* --- Tasks --- */

struct frame *new_task(void *stack_end, void (*entry)(void *), void *argument)
{
    uint32_t *end = stack_end;
    *--end = (uint32_t)argument;
    *--end = 0; /* where entry() would return to */
    struct frame *frame = (struct frame *)end - 1;
    frame->eip = (uint32_t)entry;
    frame->cs = SEGMENT_CODE;
    frame->eflags = EFLAGS_ALWAYS | EFLAGS_IF;
    return frame;
}
