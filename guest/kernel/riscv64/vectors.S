/*
 * RISC-V: traps to S-mode, and the ways back.
 *
 * sscratch is 0 while the kernel runs, and the top of the task's kernel stack while a program runs:
 * that is how a trap tells where it comes from.
 */
        .set    FRAME, 34 * 8 /* struct frame */
        .set    STATUS, 32 * 8
        .set    STACK_BIT, 13 /* of an address: 1 in a kernel stack, 0 in the guard below it */
        .set    SPP, 1 << 8

        .text
        .globl  vectors, return_to_user, switch_context, fp_save, fp_load

/*
 * In:   the registers of what was interrupted.
 * Calls handle_trap(frame), and resumes what the frame says.
 *
 * The hardware switches: pc and the mode, into sepc and sstatus; interrupts are off.
 * We switch:             x1 to x31, sepc, sstatus.
 * Nobody switches:       floating point: switch_to() does, when another task runs.
 */
        .balign 4
vectors:
        /* 1. a stack: the task's from its top, or the one that the kernel is on, if it has room */
        csrrw   sp, sscratch, sp
        bnez    sp, save
        csrr    sp, sscratch
        addi    sp, sp, -FRAME
        srli    sp, sp, STACK_BIT
        andi    sp, sp, 1
        beqz    sp, overflow
        csrr    sp, sscratch

        /* 2. the frame */
save:   addi    sp, sp, -FRAME
        sd      x1, 8(sp)
        .irp    n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        sd      x\n, 8 * \n(sp)
        .endr
        csrrw   t0, sscratch, zero /* sp as it was */
        csrr    t1, sepc
        csrr    t2, sstatus
        sd      t0, 8 * 2(sp)
        sd      t1, (sp)
        sd      t2, STATUS(sp)

        /* 3. C, and back */
        mv      a0, sp
        call    handle_trap
        mv      a0, sp

return_to_user:
        mv      sp, a0
        ld      t0, STATUS(sp)
        ld      t1, (sp)
        csrw    sstatus, t0
        csrw    sepc, t1
        andi    t0, t0, SPP
        bnez    t0, 1f
        addi    t0, sp, FRAME
        csrw    sscratch, t0
1:      ld      x1, 8(sp)
        .irp    n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        ld      x\n, 8 * \n(sp)
        .endr
        ld      x2, 8 * 2(sp)
        sret

overflow:
        csrr    a0, sscratch
        la      sp, boot_stack_top
        csrw    sscratch, zero
        call    stack_overflow

/* switch_context(uint64_t *save, uint64_t next) */
switch_context:
        addi    sp, sp, -14 * 8
        sd      ra, (sp)
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
        sd      s\n, 8 * (\n + 1)(sp)
        .endr
        sd      sp, (a0)
        mv      sp, a1
        ld      ra, (sp)
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
        ld      s\n, 8 * (\n + 1)(sp)
        .endr
        addi    sp, sp, 14 * 8
        ret

/* --- Floating point, which only this file of the kernel knows --- */
        .attribute arch, "rv64gc"

fp_save:
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        fsd     f\n, 8 * \n(a0)
        .endr
        csrr    t0, fcsr
        sd      t0, 8 * 32(a0)
        ret

fp_load:
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        fld     f\n, 8 * \n(a0)
        .endr
        ld      t0, 8 * 32(a0)
        csrw    fcsr, t0
        ret
