/* x86_64: exceptions, interrupts and system calls, and what the translation of addresses needs. */
#include "kernel.h"

/* vectors.S, which calls handle_trap() */
extern const uint8_t vectors[][16];
void call_entry(void);
void handle_trap(struct frame *frame);

void take_interrupt(unsigned irq); /* devices.c */

enum { VECTOR_BREAK = 3, VECTOR_DOUBLE = 8, VECTOR_PAGE = 14 };
enum { PAGE_WRITE = 1 << 1, PAGE_FETCH = 1 << 4 }; /* error codes of page faults */

/* --- Traps --- */

/* APM vol. 2 12.2.5. call_entry uses the first two of rsp. */
static struct tss {
    uint32_t unused1;
    uint64_t rsp[3], unused2, ist[7], unused3;
    uint16_t unused4, io_map;
} __attribute__((packed)) tss[MAX_CPUS];

struct table {
    uint16_t limit;
    const void *base;
} __attribute__((packed));

/* APM vol. 2 4.8.1: segments of 64 bits, for the kernel and for programs. */
static void segments_init(unsigned cpu)
{
    static const uint64_t segments[5] = {0, 0x00209b0000000000, 0x0000930000000000,
                                         0x0000f30000000000, 0x0020fb0000000000};
    static uint64_t gdts[MAX_CPUS][7];
    uint64_t at = (uint64_t)&tss[cpu], *gdt = gdts[cpu];
    memcpy(gdt, segments, sizeof segments);
    gdt[5] = (sizeof *tss - 1) | (at & 0xffffff) << 16 | 0x89ul << 40 | (at >> 24 & 0xff) << 56;
    gdt[6] = at >> 32;
    tss[cpu].io_map = sizeof *tss; /* beyond the end: no port is a program's */
    tss[cpu].ist[0] = (uint64_t)boot_stack_top;
    __asm__ volatile("lgdt %0" : : "m"((struct table){sizeof gdts[0] - 1, gdt}), "m"(gdts));
    __asm__ volatile("ltr %w0" : : "r"(TSS));
}

/* 4.8.4: interrupt gates, which turn interrupts off; INT3 is a program's. A double fault, in
 * which a full kernel stack ends, comes on the boot stack. */
static void gates_init(void)
{
    static uint64_t idt[VECTORS][2];
    for (unsigned i = 0; i < VECTORS; i++) {
        uint64_t at = (uint64_t)vectors[i], type = i == VECTOR_BREAK ? 0xee00 : 0x8e00;
        type |= i == VECTOR_DOUBLE; /* ist[0] */
        idt[i][0] = (at & 0xffff) | KERNEL_CODE << 16 | type << 32 | (at >> 16 & 0xffff) << 48;
        idt[i][1] = at >> 32;
    }
    __asm__ volatile("lidt %0" : : "m"((struct table){sizeof idt - 1, idt}), "m"(idt));
}

#define MSR_STAR   0xc0000081 /* APM vol. 2 6.1.1 */
#define MSR_LSTAR  0xc0000082
#define MSR_SFMASK 0xc0000084
#define FLAGS      0x47700 /* TF, IF, DF, IOPL, NT, AC */
#define FLAGS_DF   0x400ul
#define FLAGS_USER 0x40dd5 /* AC, OF, DF, TF, SF, ZF, AF, PF, CF: a program can change them */
#define MXCSR_ALL  0xffff

void traps_init(void)
{
    unsigned cpu = this_cpu()->number;
    segments_init(cpu);
    gates_init();
    msr_write(MSR_STAR, (uint64_t)KERNEL_CODE << 32);
    msr_write(MSR_LSTAR, (uint64_t)call_entry);
    msr_write(MSR_KERNEL_GS, (uint64_t)&tss[cpu]);
    msr_write(MSR_SFMASK, FLAGS);
}

static void take_fault(struct frame *frame)
{
    static const struct {
        const char *name;
        int signal;
    } faults[] = {[0] = {"division", SIGFPE},
                  [1] = {"debug exception", SIGTRAP},
                  [3] = {"breakpoint", SIGTRAP},
                  [6] = {"illegal instruction", SIGILL},
                  [13] = {"general protection", SIGSEGV},
                  [16] = {"floating-point exception", SIGFPE},
                  [19] = {"floating-point exception", SIGFPE}};
    if (frame->vector < ARRAY_LENGTH(faults) && faults[frame->vector].name)
        fault(frame, faults[frame->vector].name, faults[frame->vector].signal);
    else
        fault(frame, "exception", SIGBUS);
}

void handle_trap(struct frame *frame)
{
    uint64_t address;
    trap_begins();
    __asm__ volatile("mov %%cr2, %0" : "=r"(address));
    if (frame->vector == VECTOR_CALL)
        system_call(frame);
    else if (frame->vector >= VECTOR_IRQ)
        take_interrupt(frame->vector - VECTOR_IRQ);
    else if (frame->vector != VECTOR_PAGE)
        take_fault(frame);
    else if (frame->error & PAGE_FETCH)
        page_fault(frame, address, EXECUTE);
    else
        page_fault(frame, address, frame->error & PAGE_WRITE ? WRITE : READ);
    trap_ends(frame);
}

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

/* --- Tasks --- */

void set_kernel_stack(void *top)
{
    tss[this_cpu()->number].rsp[0] = (uint64_t)top;
}

uint64_t new_context(void *top, void (*entry)(void))
{
    uint64_t *context = (uint64_t *)top - 8; /* as switch_context() has it */
    context[6] = (uint64_t)entry;            /* where it returns to */
    return (uint64_t)context;
}

void frame_start(struct frame *frame, uint64_t entry, uint64_t stack)
{
    *frame = (struct frame){
        .pc = entry, .cs = USER_CODE, .flags = 0x202, .sp = stack, .ss = USER_DATA}; /* IF */
}

void frame_call(struct frame *frame, uint64_t handler, uint64_t stack, int signal)
{
    frame->pc = smaller(handler, USER_END); /* as in frame_restore() */
    frame->sp = stack - sizeof(uint64_t);   /* where the address is that it returns to */
    frame->flags &= ~FLAGS_DF;
    frame->rdi = signal;
    frame->rsi = stack;
    frame->rdx = 0;
}

/* IRET, FXRSTOR and WRMSR fault on values that programs cannot have. */
void frame_restore(struct frame *frame, const struct frame *given, struct fp *fp)
{
    fp->fs = smaller(fp->fs, USER_END);
    fp->mxcsr &= MXCSR_ALL;
    *frame = *given;
    frame->pc = smaller(given->pc, USER_END);
    frame->sp = smaller(given->sp, USER_END);
    frame->cs = USER_CODE;
    frame->ss = USER_DATA;
    frame->flags = 0x202 | (given->flags & FLAGS_USER);
}

/* The base of FS, with which C libraries find a thread's variables. */
long sys_arch_prctl(const uint64_t *a)
{
    enum { SET_FS = 0x1002, GET_FS };
    struct fp now;
    fp_save(&now);
    if (a[0] == GET_FS)
        return copy_out(a[1], &now.fs, sizeof now.fs);
    if (a[0] != SET_FS || a[1] >= USER_END)
        return a[0] != SET_FS ? -EINVAL : -EPERM;
    msr_write(MSR_FS, a[1]);
    return 0;
}

/* --- Translation --- */

void load_root(const pte *root)
{
    __asm__ volatile("mov %0, %%cr3" : : "r"(to_physical(root)) : "memory");
}

void flush_page(uint64_t address)
{
    __asm__ volatile("invlpg %0" : : "m"(*(char *)address) : "memory");
}

void flush_code(const void *page)
{
    /* The CPU sees to it. */
}
