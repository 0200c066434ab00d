/*
 * AArch64: a guest that puts values of its own, SEED and up, into every register that it has, and
 * looks at them all for MS milliseconds, while other guests run in between. If one has changed,
 * it ends as one that has failed.
 */
        .arch   armv8-a+simd
        .globl  _start

#define ALL_V 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
#define ALL_X 4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30 /* not x0 to x3 */

/* A value for the n-th register: a multiple of a page, which suits each. */
#define VALUE(n) (SEED + (n)) * 0x1000

/* Does it with each register, and its number. */
.macro each_register do
        \do     sp_el0, 1
        \do     ttbr0_el1, 3
        \do     ttbr1_el1, 4
        \do     mair_el1, 5
        \do     vbar_el1, 6
        \do     elr_el1, 7
        \do     far_el1, 8
        \do     tpidr_el0, 9
        \do     tpidr_el1, 10
        \do     tpidrro_el0, 11
        \do     cntv_cval_el0, 12
.endm

.macro put name, n
        ldr     x1, =VALUE(\n)
        msr     \name, x1
.endm

.macro expect_x2 value
        ldr     x1, =\value
        cmp     x1, x2
        b.ne    changed
.endm

.macro look name, n
        mrs     x2, \name
        expect_x2 VALUE(\n)
.endm

_start:
        mov     x0, #(3 << 20)
        msr     cpacr_el1, x0 /* floating point on */
        isb
        .irp    n, ALL_V
        ldr     x1, =VALUE(32 + \n)
        dup     v\n\().2d, x1
        .endr
        mov     x1, #((SEED & 1) << 22) /* of the rounding mode */
        msr     fpcr, x1
        mov     x1, #(SEED & 0x1f)
        msr     fpsr, x1
        msr     esr_el1, x1
        msr     contextidr_el1, x1
        each_register put
        .irp    n, ALL_X
        ldr     x\n, =VALUE(64 + \n)
        .endr
        mov     x1, #(VALUE(2) & 0xffff)
        mov     sp, x1
        mrs     x3, cntvct_el0
        b       again
        .ltorg
again:
        each_register look
        b       1f
        .ltorg
1:      .irp    n, ALL_V
        mov     x2, v\n\().d[1]
        expect_x2 VALUE(32 + \n)
        .endr
        b       1f
        .ltorg
1:      .irp    n, ALL_X
        ldr     x1, =VALUE(64 + \n)
        cmp     x1, x\n
        b.ne    changed
        .endr
        b       1f
        .ltorg
1:      mrs     x2, fpcr
        expect_x2 ((SEED & 1) << 22)
        mrs     x2, fpsr
        expect_x2 (SEED & 0x1f)
        mrs     x2, esr_el1
        expect_x2 (SEED & 0x1f)
        mrs     x2, contextidr_el1
        expect_x2 (SEED & 0x1f)
        mov     x2, sp
        expect_x2 (VALUE(2) & 0xffff)
        mrs     x2, cntvct_el0
        sub     x2, x2, x3
        mrs     x1, cntfrq_el0
        mov     x0, #MS
        mul     x1, x1, x0
        mov     x0, #1000
        udiv    x1, x1, x0
        cmp     x2, x1
        b.lo    again
        ldr     w0, =0x84000008 /* shut down */
        hvc     #0
changed:
        ldr     w0, =0x84000002 /* its only CPU off */
        hvc     #0
        .ltorg
