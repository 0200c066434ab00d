/*
 * AArch64: exceptions from EL1 with its own stack pointer, the second group of VBAR_EL1's table,
 * arrive here. All registers go onto the stack, in the order of struct frame
 * (aarch64_interrupts.c); handle_trap() says whose come back.
 *
 * The hardware switches: pc and PSTATE, into ELR_EL1 and SPSR_EL1; interrupts are off.
 * We switch:             x0 to x30, ELR_EL1, SPSR_EL1. sp is the frame's own end.
 */
        .set    FRAME, 34 * 8 /* 33 registers, and the stack stays aligned */

        .globl  vectors
        .balign 2048
vectors:
        .space  0x200         /* from EL1 with SP_EL0: no program here uses it */
        b       synchronous
        .balign 0x80
        b       interrupt
        .balign 0x80

synchronous:
        sub     sp, sp, #FRAME
        stp     x0, x1, [sp]
        mov     x1, #0
        b       save
interrupt:
        sub     sp, sp, #FRAME
        stp     x0, x1, [sp]
        mov     x1, #1
save:
        .irp    n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
        str     x\n, [sp, #8 * \n]
        .endr
        mrs     x2, elr_el1
        mrs     x3, spsr_el1
        stp     x30, x2, [sp, #8 * 30]
        str     x3, [sp, #8 * 32]

        mov     x0, sp
        bl      handle_trap   /* x1: whether it is an interrupt */
        mov     sp, x0

        ldp     x30, x2, [sp, #8 * 30]
        ldr     x3, [sp, #8 * 32]
        msr     elr_el1, x2
        msr     spsr_el1, x3
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
        ldr     x\n, [sp, #8 * \n]
        .endr
        add     sp, sp, #FRAME
        eret
