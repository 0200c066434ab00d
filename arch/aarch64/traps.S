/*
 * Entry for host traps. They are bugs, so nothing is saved and nothing returns. They run on a
 * separate stack, because the trap may be an overflow of the CPU's stack: that of the block in which
 * sp is, if it is a CPU's block (cpu.h); or else the first CPU's.
 */
#include "registers.h"

#define CPU_BLOCK      0x8000
#define TRAP_STACK_TOP 0x3000 /* in the block */

        .text
        .globl  host_trap, host_vectors
host_trap:
        ldr     x0, =boot_cpu
        ldr     x1, =image_start
        mov     x2, sp
        and     x2, x2, #-CPU_BLOCK
        cmp     x2, x1
        b.lo    1f
        cmp     x2, x0
        b.hi    1f
        ldr     x3, [x2] /* struct cpu's `self` */
        cmp     x3, x2
        csel    x0, x2, x0, eq
1:      add     sp, x0, #TRAP_STACK_TOP
        b       host_trapped

/* The vectors until the first guest is entered. */
        .balign 2048
host_vectors:
        EIGHT_VECTORS(host_trap)
        EIGHT_VECTORS(host_trap)
