/*
 * The contract: what each architecture provides to every step. arch/ARCH/ fulfils it, in files of
 * the same names; "registers.h" there names the architecture's registers and adds inline functions:
 *
 *   uint64_t cycle_counter(void)   cycles of the CPU; instructions under QEMU's -icount shift=0
 *   uint64_t time_counter(void)    ticks of machine.timer_hz a second
 *   void memory_barrier(void)      orders accesses to memory and devices before it and after it
 *   void instruction_fence(void)   makes memory_clean()ed bytes visible to instruction fetches
 *
 * The hypervisor runs with interrupts off, and untranslated or identity-mapped: a host-physical
 * address (HPA) is a pointer. Before step 11 it runs on one CPU.
 */
#pragma once

#include "error.h"
#include "registers.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SIZE  4096ul /* bytes, on all three architectures */
#define PAGE_SHIFT 12

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof *(array))

/* The architecture's half of a step's header: ARCH_HEADER(stage2) is "riscv64_stage2.h", when ARCH
 * is riscv64. */
#define ARCH_HEADER(subject)              ARCH_HEADER_OF(ARCH, subject)
#define ARCH_HEADER_OF(arch, subject)     ARCH_HEADER_JOINED(arch, subject)
#define ARCH_HEADER_JOINED(arch, subject) ARCH_HEADER_STRING(arch##_##subject.h)
#define ARCH_HEADER_STRING(name)          #name

/* Bytes base to end, end not included. */
struct memory_range {
    uint64_t base, end; /* HPA */
};

/* What the firmware reports; filled before main() is called. */
struct machine {
    const char *command_line;
    uint64_t timer_hz;
    struct memory_range ram[16]; /* free RAM: without the image and the firmware's part */
    unsigned ram_ranges;
};
extern struct machine machine;

/* cycle_counter() at the start of machine_start(), to measure the time until a guest runs. */
extern uint64_t machine_started;

/* Calls main() on the boot stack, with machine filled; its result is the exit status. */
int main(void);

/* One byte to the console; waits until there is room for it. */
void console_putc(char c);
/* One byte from the console; -1 if none is waiting. */
int console_getc(void);

/* Zeroes whole pages, by the CPU's own instruction for that if it has one. Returns at. */
void *memory_zero(void *at, uint64_t size);
/* Writes these bytes back from the caches, so that a guest with its caches off sees them. */
void memory_clean(const void *at, uint64_t size);

/* Ends QEMU. Its status tells status_of_qemu() in the architecture's qemu.sh only whether ours was
 * 0: not every machine can pass a number on. */
_Noreturn void power_off(int status);

/* The image in memory, defined by link.ld: page-aligned addresses. Text is from image_start to
 * text_end, read-only data from there to rodata_end, then data, the first CPU's structure
 * (boot_cpu) and its two stacks. There are two guard pages: trap_guard below the stack on which
 * host traps are reported, boot_guard below the boot stack. */
extern char image_start[], text_end[], rodata_end[], boot_cpu[], trap_guard[], trap_stack_top[],
    boot_guard[], boot_stack_top[], image_end[];

/* --- For each architecture's boot.c: filling struct machine (machine.c). --- */

/* Adds a range of RAM, base and size in bytes. Panics beyond 16 ranges. */
void machine_add_ram(uint64_t base, uint64_t size);
/* Removes base..base + size from the RAM that was added before, because it is in use. */
void machine_reserve(uint64_t base, uint64_t size);

/* Panics when time_counter() stands still, or timer_hz is 0 (clock.c). */
void machine_check_clock(void);
