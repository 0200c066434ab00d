/*
 * Entry for host traps. They are bugs, so nothing is saved and nothing returns. They run on a
 * separate stack, because the trap may be an overflow of the CPU's stack: that of the block in which
 * sp is, if it is a CPU's block (cpu.h); or else the first CPU's.
 */
#define CPU_BLOCK      0x8000
#define TRAP_STACK_TOP 0x3000 /* in the block */

        .text
        .globl  host_trap
        .balign 4
host_trap:
        la      t0, boot_cpu
        la      t1, image_start
        li      t2, -CPU_BLOCK
        and     t2, sp, t2
        bltu    t2, t1, 1f
        bgtu    t2, t0, 1f
        ld      t3, (t2) /* struct cpu's `self` */
        bne     t3, t2, 1f
        mv      t0, t2
1:      li      t1, TRAP_STACK_TOP
        add     sp, t0, t1
        tail    host_trapped
