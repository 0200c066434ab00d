/* AArch64: guarded(function, interrupts), and where its exceptions lead. */
        .set    FRAME, 112
        .set    IRQ, 2          /* DAIF */

        .globl  guarded, vectors_of_sweep
guarded:
        sub     sp, sp, #FRAME
        stp     x19, x20, [sp]
        stp     x21, x22, [sp, #16]
        stp     x23, x24, [sp, #32]
        stp     x25, x26, [sp, #48]
        stp     x27, x28, [sp, #64]
        stp     x29, x30, [sp, #80]
        ldr     x2, =saved_sp
        mov     x3, sp
        str     x3, [x2]
        cbz     x1, 1f
        msr     daifclr, #IRQ
        isb
1:      blr     x0
        msr     daifset, #IRQ
        mov     x0, #0
        b       2f

trapped:                        /* with interrupts off, as an exception leaves them */
        ldr     x2, =saved_sp
        ldr     x3, [x2]
        mov     sp, x3
        mov     x0, #1
2:      ldp     x19, x20, [sp]
        ldp     x21, x22, [sp, #16]
        ldp     x23, x24, [sp, #32]
        ldp     x25, x26, [sp, #48]
        ldp     x27, x28, [sp, #64]
        ldp     x29, x30, [sp, #80]
        add     sp, sp, #FRAME
        ret

        .balign 2048
vectors_of_sweep:
        .rept   16
        b       trapped
        .balign 0x80
        .endr

        .bss
        .balign 8
saved_sp:
        .space  8
