/*
 * RISC-V: a guest that puts values of its own, SEED and up, into every register that it has, and
 * looks at them all for MS milliseconds, while other guests run in between. If one has changed,
 * it ends as one that has failed.
 */
        .attribute arch, "rv64gc"
        .option norvc
        .globl  _start

#define ALL_F 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
#define ALL_X 1,2,3,4,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30 /* not t0 to t2, t6 */

/* A value for the n-th register: a multiple of a page, which suits each. */
#define VALUE(n) (SEED + (n)) * 0x1000

/* Does it with each register, and its number. */
.macro each_csr do
        \do     stvec, 1
        \do     sscratch, 2
        \do     sepc, 3
        \do     scause, 4
        \do     stval, 5
.endm

.macro put_csr name, n
        li      t1, VALUE(\n)
        csrw    \name, t1
.endm

.macro expect_t2 value
        li      t1, \value
        bne     t1, t2, changed
.endm

.macro look_csr name, n
        csrr    t2, \name
        expect_t2 VALUE(\n)
.endm

_start:
        li      t0, 3 << 13
        csrs    sstatus, t0 /* floating point on */
        .irp    n, ALL_F
        li      t1, VALUE(32 + \n)
        fmv.d.x f\n, t1
        .endr
        csrw    fcsr, SEED & 0x1f
        csrw    scounteren, SEED & 7
        csrw    sie, 2 * (SEED & 1)
        each_csr put_csr
        .irp    n, ALL_X
        li      x\n, VALUE(64 + \n)
        .endr
        rdtime  t6
again:
        each_csr look_csr
        .irp    n, ALL_F
        fmv.x.d t2, f\n
        expect_t2 VALUE(32 + \n)
        .endr
        .irp    n, ALL_X
        li      t1, VALUE(64 + \n)
        bne     t1, x\n, changed
        .endr
        csrr    t2, fcsr
        expect_t2 (SEED & 0x1f)
        csrr    t2, scounteren
        expect_t2 (SEED & 7)
        csrr    t2, sie
        expect_t2 (2 * (SEED & 1))
        csrr    t2, satp
        expect_t2 0
        rdtime  t2
        sub     t2, t2, t6
        li      t1, MS * 10000 /* QEMU's clock has 10 MHz */
        bltu    t2, t1, again
        li      a7, 8 /* shut down */
        ecall
changed:
        li      a7, 0x53525354 /* its system has failed */
        li      a6, 0
        li      a0, 0
        li      a1, 1
        ecall
