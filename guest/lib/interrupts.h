/* For guests that take interrupts and faults: guest/lib/ARCH_vectors.S and ARCH_interrupts.c. */
#pragma once

#include "guest.h"

/* All registers as they were at a trap. They lie on the stack on which the trap came. */
struct frame;

/* What is done about a trap, with interrupts off. Returns the frame that the CPU resumes: the same,
 * or that of another task. */
typedef struct frame *trap_handler(struct frame *frame);

/* Installs the vectors, and prepares the interrupt controller, which lets nothing through. Until
 * take_faults() a fault is printed, and shuts the guest down. */
void traps_init(void);

/* --- Faults --- */

/* Each fault is handler()'s from now on. */
void take_faults(trap_handler *handler);

/* What the CPU says of the fault, in the words of its manual. */
const char *fault_name(const struct frame *frame);

/* Resumes as if the function in which the fault came had returned. It must not have used the stack.
 */
void return_from_faulting(struct frame *frame);

/* --- Interrupts --- */

void interrupts_on(void);
void interrupts_off(void);

/* With interrupts off: waits until one is pending, takes it, and returns with interrupts off. */
void wait_for_interrupt(void);

/* The machine's timer interrupts so many times a second, and each time handler() is called. tree is
 * the device tree; NULL where the machine has none, or it is not needed. */
void timer_start(unsigned rate, const void *tree, trap_handler *handler);

/* The UART's interrupt is let through, and handler() is called. */
void take_uart_interrupt(trap_handler *handler);

/* --- Tasks --- */

/* A frame that starts entry(argument), with interrupts on, on the stack that ends there: it is
 * zero so far. It must not return. */
struct frame *new_task(void *stack_end, void (*entry)(void *), void *argument);
