/*
 * The contract: what each machine gives to every step. arch/ARCH/ fulfils it, in files of the same
 * names; "registers.h" there names the machine's registers and adds what must be inlined:
 *
 *   uint64_t cycle_counter(void)   cycles of the CPU; instructions under QEMU's -icount shift=0
 *   uint64_t time_counter(void)    ticks of machine.timer_hz a second
 *   void memory_barrier(void)      orders all before it, to memory and devices, before all after it
 *   void instruction_fence(void)   what was cleaned before it is fetched as instructions
 *
 * The hypervisor runs on one CPU, with its interrupts off, and untranslated or translated one to
 * one: a host-physical address (HPA) is a pointer.
 */
#pragma once

#include "error.h"
#include "registers.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SIZE  4096ul /* bytes, on all three machines */
#define PAGE_SHIFT 12

/* Bytes base to end, end not included. */
struct memory_range {
    uint64_t base, end; /* HPA */
};

/* What the firmware told us; filled before main() is called. */
struct machine {
    const char *command_line;
    uint64_t timer_hz;
    struct memory_range ram[16]; /* free RAM: without the image and without what firmware keeps */
    unsigned ram_ranges;
};
extern struct machine machine;

/* cycle_counter() when machine_start() began, for whoever measures the way to a guest. */
extern uint64_t machine_started;

/* Calls main() on the boot stack, with machine filled; its result is the exit status. */
int main(void);

/* One byte to the console, once there is room for it. */
void console_putc(char c);
/* One byte from the console; -1 when none waits. */
int console_getc(void);

/* Lets what we wrote to those bytes be seen by a guest whose caches are off. */
void memory_clean(const void *at, uint64_t size);

/* Ends QEMU. Its exit status tells 0 from all others, as the machine's qemu.sh says: not every
 * machine can hand a number through. */
_Noreturn void power_off(int status);

/* The image in memory, given by link.ld: addresses, each at a page. Text lies from image_start to
 * text_end, read-only data from there to rodata_end, then data and the two stacks. Nothing may
 * touch the page at trap_guard, below the stack on which host traps are reported, nor that at
 * boot_guard, below the boot stack. */
extern char image_start[], text_end[], rodata_end[], trap_guard[], trap_stack_top[], boot_guard[],
    boot_stack_top[], image_end[];

/* --- For each machine's boot.c: filling struct machine (machine.c). --- */

/* Adds a range of RAM, base and size in bytes. Panics beyond 16 ranges. */
void machine_add_ram(uint64_t base, uint64_t size);
/* Takes base..base + size out of the RAM that was added before: somebody else keeps it. */
void machine_reserve(uint64_t base, uint64_t size);
