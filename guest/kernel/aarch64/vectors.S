/* AArch64: exceptions to EL1, and the ways back. */
        .set    FRAME, 34 * 8 /* struct frame */
        .set    STACK_BIT, 13 /* of an address: 1 in a kernel stack, 0 in the guard below it */

        .text
        .globl  vectors, return_to_user, switch_context, fp_save, fp_load

/*
 * In:   the registers of what was interrupted; sp is SP_EL1, which is the top of the task's kernel
 *       stack while a program runs.
 * Calls handle_trap(frame, kind), and resumes what the frame says.
 *
 * The hardware switches: pc and PSTATE, into ELR_EL1 and SPSR_EL1; sp, for SP_EL1; interrupts are
 *                        off.
 * We switch:             x0 to x30, SP_EL0, ELR_EL1, SPSR_EL1.
 * Nobody switches:       floating point and TPIDR_EL0: schedule() does, when another task runs.
 */

/* 1. room on the stack: sp and x0 trade places, since only x0 can be tested */
.macro  enter kind
        .balign 0x80
        sub     sp, sp, #FRAME
        add     sp, sp, x0
        sub     x0, sp, x0
        tbz     x0, #STACK_BIT, overflow
        sub     x0, sp, x0
        sub     sp, sp, x0
        stp     x0, x1, [sp]
        mov     x1, #\kind
        b       save
.endm

        .balign 2048
vectors:
        .set    other, 2
        .rept   4              /* from EL1 with SP_EL0: never */
        enter   other
        .endr
        .rept   3              /* from EL1, EL0, and EL0 with 32 bits, which is never */
        enter   0              /* synchronous */
        enter   1              /* an interrupt */
        enter   other
        enter   other
        .endr

        /* 2. the frame */
save:
        .irp    n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
        str     x\n, [sp, #8 * \n]
        .endr
        mrs     x2, sp_el0
        mrs     x3, elr_el1
        mrs     x4, spsr_el1
        stp     x2, x3, [sp, #8 * 31]
        str     x4, [sp, #8 * 33]

        /* 3. C, and back */
        mov     x0, sp
        bl      handle_trap
        mov     x0, sp

return_to_user:
        mov     sp, x0
        ldp     x2, x3, [sp, #8 * 31]
        ldr     x4, [sp, #8 * 33]
        msr     sp_el0, x2
        msr     elr_el1, x3
        msr     spsr_el1, x4
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
        ldr     x\n, [sp, #8 * \n]
        .endr
        add     sp, sp, #FRAME
        eret

overflow:                      /* x0: where sp would be */
        adr     x1, boot_stack_top
        mov     sp, x1
        bl      stack_overflow

/* switch_context(uint64_t *save, uint64_t next) */
switch_context:
        sub     sp, sp, #12 * 8
        .irp    n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
        str     x\n, [sp, #8 * (\n - 19)]
        .endr
        mov     x2, sp
        str     x2, [x0]
        mov     sp, x1
        .irp    n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
        ldr     x\n, [sp, #8 * (\n - 19)]
        .endr
        add     sp, sp, #12 * 8
        ret

/* --- Floating point, which only this file of the kernel knows, and TPIDR_EL0 --- */
        .arch_extension fp
        .arch_extension simd

fp_save:
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        str     q\n, [x0, #16 * \n]
        .endr
        add     x0, x0, #16 * 32
        mrs     x1, fpcr
        mrs     x2, fpsr
        mrs     x3, tpidr_el0
        stp     x1, x2, [x0]
        str     x3, [x0, #16]
        ret

fp_load:
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        ldr     q\n, [x0, #16 * \n]
        .endr
        add     x0, x0, #16 * 32
        ldp     x1, x2, [x0]
        ldr     x3, [x0, #16]
        msr     fpcr, x1
        msr     fpsr, x2
        msr     tpidr_el0, x3
        ret
