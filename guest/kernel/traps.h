/* What the machine's trap handlers call. Interrupts are off. */
#pragma once

#include "machine.h"

/* Numbers of signals, which tell a parent what its child died of. */
enum { SIGILL = 4, SIGTRAP = 5, SIGBUS = 7, SIGFPE = 8, SIGKILL = 9, SIGSEGV = 11, SIGCHLD = 17 };

/* A program's system call: the result goes into its frame. */
void system_call(struct frame *frame);

/* access, READ, WRITE or EXECUTE, found no translation of address that allows it. */
void page_fault(struct frame *frame, uint64_t address, unsigned access);

/* Another fault: the program dies of this signal; in the kernel itself it is a panic. */
void fault(struct frame *frame, const char *name, int signal);

/* A trap overflowed the kernel stack that it came on; called on the boot stack. */
_Noreturn void stack_overflow(void);

/* TICK_HZ times a second. */
void timer_tick(void);

/* The last thing before the machine resumes what the frame says. */
void trap_ends(struct frame *frame);
