/* RISC-V: guarded(function, interrupts), and where its traps lead. */
        .set    FRAME, 112
        .set    SIE, 2          /* sstatus */

        .globl  guarded, trapped
guarded:
        addi    sp, sp, -FRAME
        sd      ra, (sp)
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
        sd      s\n, 8 * (\n + 1)(sp)
        .endr
        la      t0, saved_sp
        sd      sp, (t0)
        beqz    a1, 1f
        csrsi   sstatus, SIE
1:      jalr    a0
        csrci   sstatus, SIE
        li      a0, 0
        j       2f

        .balign 4
trapped:                        /* with interrupts off, as a trap leaves them */
        la      t0, saved_sp
        ld      sp, (t0)
        li      a0, 1
2:      ld      ra, (sp)
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
        ld      s\n, 8 * (\n + 1)(sp)
        .endr
        addi    sp, sp, FRAME
        ret

        .bss
        .balign 8
saved_sp:
        .space  8
