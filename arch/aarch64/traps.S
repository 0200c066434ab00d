/*
 * Entry for host traps. They are bugs, so nothing is saved and nothing returns. They run on a
 * separate stack, because the trap may be an overflow of the boot stack.
 */
#include "registers.h"

        .text
        .globl  host_trap, host_vectors
host_trap:
        ldr     x0, =trap_stack_top
        mov     sp, x0
        b       host_trapped

/* The vectors until the first guest is entered. */
        .balign 2048
host_vectors:
        EIGHT_VECTORS(host_trap)
        EIGHT_VECTORS(host_trap)
