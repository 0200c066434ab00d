/*
 * RISC-V: each trap arrives here. All registers go onto the stack, in the order of struct frame
 * (riscv64_interrupts.c); handle_trap() says whose come back.
 *
 * The hardware switches: pc and sstatus, into sepc, SPP and SPIE; interrupts are off.
 * We switch:             x1 to x31, sepc, sstatus. sp is the frame's own end.
 */
        .set    FRAME, 34 * 8 /* 33 registers, and the stack stays aligned */

        .globl  vectors
        .balign 4
vectors:
        addi    sp, sp, -FRAME
        sd      x1, (sp)
        .irp    n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        sd      x\n, 8 * (\n - 1)(sp)
        .endr
        csrr    t0, sepc
        csrr    t1, sstatus
        sd      t0, 8 * 31(sp)
        sd      t1, 8 * 32(sp)

        mv      a0, sp
        call    handle_trap
        mv      sp, a0

        ld      t0, 8 * 31(sp)
        ld      t1, 8 * 32(sp)
        csrw    sepc, t0
        csrw    sstatus, t1
        ld      x1, (sp)
        .irp    n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        ld      x\n, 8 * (\n - 1)(sp)
        .endr
        addi    sp, sp, FRAME
        sret
