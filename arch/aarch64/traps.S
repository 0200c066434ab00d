/*
 * Where the host's own traps go: they are bugs, so nothing is saved, and nothing returns.
 * A stack of its own, because the trap may be the other one's overflow.
 */
#include "registers.h"

        .text
        .globl  host_trap, host_vectors
host_trap:
        ldr     x0, =trap_stack_top
        mov     sp, x0
        b       host_trapped

/* Until the first guest is entered. */
        .balign 2048
host_vectors:
        EIGHT_VECTORS(host_trap)
        EIGHT_VECTORS(host_trap)
