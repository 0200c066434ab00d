/*
 * The contract: what each machine provides to the kernel, in a folder of its own whose files have
 * the same names. Its headers add what has to be inline or constant:
 *
 *   registers.h  struct frame: a program's registers at a trap, with the names pc, sp, CALL_NUMBER,
 *                CALL_RESULT, CALL_ARGUMENT, and frame_is_user(); struct fp: those of floating
 *                point
 *   paging.h     KERNEL_BASE, LEVELS, and the entries of page tables
 *   calls.h      the numbers of system calls, and what else machines number apart
 *
 * The kernel's code runs with interrupts off, and on one CPU at a time (cpus.h). So it needs no
 * other locks. Programs run with interrupts on.
 */
#pragma once

#include "paging.h"
#include "registers.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SIZE 4096ul
#define TICK_HZ   200 /* interrupts of the timer a second */
#define MAX_CPUS  8   /* what a machine has beyond them is not used */

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof *(array))

/* Bytes base to end, end not included; physical addresses. */
struct range {
    uint64_t base, end;
};

/* What the firmware, the loader or the hypervisor says; machine_init() fills it. */
struct machine {
    struct range ram;        /* the range that holds the kernel */
    struct range initrd;     /* empty if there is none */
    char words[256];         /* the command line */
    uint64_t cpus[MAX_CPUS]; /* the machine's own numbers of its CPUs; first the one that boots */
    unsigned cpu_count;
    uint64_t clock_hz;
    uint64_t capabilities; /* of the CPU, as Linux tells them to programs: AT_HWCAP */
};
extern struct machine machine;

/* Where physical memory is in the kernel's half of the addresses. */
static inline void *to_virtual(uint64_t physical)
{
    return (void *)(physical + KERNEL_BASE);
}

static inline uint64_t to_physical(const void *address)
{
    return (uint64_t)address - KERNEL_BASE;
}

/* The image, as link.ld places it, page by page: code up to text_end, constants up to rodata_end,
 * data. boot_guard is the end of the guard below the first stack. */
extern char image_start[], text_end[], rodata_end[], boot_guard[], boot_stack_top[], image_end[];

/* --- boot.S calls this, on the boot stack, in the kernel's half of the addresses --- */

/* information: physical address of what the machine was started with; cpu: this CPU's number. */
_Noreturn void kernel_start(uint64_t information, uint64_t cpu);

/* And this on a CPU that cpu_start() has started, on its own stack. */
_Noreturn void cpu_begins(void);

/* --- boot.c --- */

/* Fills machine, which has this CPU already, and makes the console work. */
void machine_init(uint64_t information);

/* Switches the machine off. A status that is not 0 can be told from success. */
_Noreturn void power_off(int status);

/* --- devices.c --- */

/* The pages with registers of devices, up to a 0; to_virtual() of their physical addresses. */
extern const uint64_t device_pages[];

/* The interrupt controller lets the console through; and for the first CPU interrupts_init(). */
void devices_init(void);

/* For a CPU itself: its timer begins to tick, and other CPUs can interrupt it. */
void interrupts_init(void);

/* Ticks of machine.clock_hz a second. */
uint64_t clock_now(void);

/* --- cpus.c, for machines with several: n is an index of machine.cpus --- */

/* Starts that CPU, which calls cpu_begins() on the stack that ends at top. */
void cpu_start(unsigned n, void *top);

/* Interrupts it: its trap has no other purpose. */
void cpu_interrupt(unsigned n);

/* --- traps.c: of the CPU that calls --- */

void traps_init(void);

void interrupts_on(void);
void interrupts_off(void);

/* With interrupts off: waits until one comes, and takes it. */
void wait_for_interrupt(void);

/* The stack on which the next trap from user mode will arrive ends there. */
void set_kernel_stack(void *top);

/* The context of a new task, for switch_context(): entry() on the stack that ends at top. */
uint64_t new_context(void *top, void (*entry)(void));

/* A program's first registers: all are 0 except these two. */
void frame_start(struct frame *frame, uint64_t entry, uint64_t stack);

/* Calls a handler of signals, which returns to RETURN_ADDRESS, with siginfo_t on the stack. */
void frame_call(struct frame *frame, uint64_t handler, uint64_t stack, int signal);

/* Takes registers that a program has given: those of the kernel's stay as they are. */
void frame_restore(struct frame *frame, const struct frame *given, struct fp *fp);

/* Loads a root, with its translation of user addresses, and forgets the old one. From the first
 * time on what boot.S mapped is not used. */
void load_root(const pte *root);

/* The translation of this page has changed: forgets the old one. */
void flush_page(uint64_t address);

/* Code was written into this page of memory: instruction fetches see it from now on. */
void flush_code(const void *page);

/* --- vectors.S --- */

/* Saves the registers that a C function keeps on the stack, and the stack in *save; returns on the
 * stack of another task. */
void switch_context(uint64_t *save, uint64_t next);

/* Resumes the program. */
_Noreturn void return_to_user(struct frame *frame);

void fp_save(struct fp *fp);
void fp_load(const struct fp *fp);

/* --- What traps.c and devices.c call; interrupts are off --- */

/* A program's system call: the result goes into its frame. */
void system_call(struct frame *frame);

/* access, READ, WRITE or EXECUTE, found no translation of address that allows it. */
void page_fault(struct frame *frame, uint64_t address, unsigned access);

/* Another fault: this signal ends the program. A fault in the kernel itself is a panic. */
void fault(struct frame *frame, const char *name, int signal);
enum { SIGINT = 2, SIGILL = 4, SIGTRAP = 5, SIGBUS = 7, SIGFPE = 8, SIGKILL = 9, SIGSEGV = 11 };
enum { SIGPIPE = 13, SIGCHLD = 17, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG };
enum { SIGWINCH = 28 };

/* A trap overflowed the kernel stack that it came on, which had come to that address; called on the
 * boot stack, which no task has then. */
_Noreturn void stack_overflow(uint64_t stack);

/* Called TICK_HZ times a second; and when the console has bytes. */
void timer_tick(void);
void console_interrupt(void);

/* Called last, before the CPU resumes what the frame says. */
void trap_ends(struct frame *frame);
