/* RISC-V: a guest that asks for its stolen time, with wrong numbers first. It shuts down after 100 ms
 * if others have had between 15 and 35 of them, and the time never became less; else it never ends. */
        .option norvc
.macro  ask low, high, flags, answer
        li      a7, 0x535441 /* STA steal_time_set_shmem, SBI 16 */
        li      a6, 0
        li      a0, \low
        li      a1, \high
        li      a2, \flags
        ecall
        li      t0, \answer
        bne     a0, t0, wrong
.endm
_start: li      a7, 0x10 /* base probe_extension */
        li      a6, 3
        li      a0, 0x535441
        ecall
        beqz    a1, wrong
        ask     0x80300020, 0, 0, -3 /* not a multiple of 64 */
        ask     0x80300000, 0, 1, -3
        ask     0x80300000, 1, 0, -5
        ask     0x10000000, 0, 0, -5 /* the UART */
        ask     0x22000000, 0, 0, -5 /* flash: it may read there only */
        ask     0xffffffffffffffc0, 0, 0, -5
        ask     0x90000000, 0, 0, -5
        ask     -1, -1, 0, 0
        ask     0x80300000, 0, 0, 0
        li      s0, 0x80300000
        rdtime  s1
        li      t0, 1000000 /* 100 ms */
        add     s1, s1, t0
        li      s2, 0
1:      ld      t1, 8(s0)
        bltu    t1, s2, wrong
        mv      s2, t1
        .rept   99 /* QEMU takes its time for rdtime */
        nop
        .endr
        rdtime  t0
        bltu    t0, s1, 1b
        lw      t0, 0(s0) /* even: complete */
        andi    t0, t0, 1
        bnez    t0, wrong
        ld      s2, 8(s0)
        li      t0, 15000000
        bltu    s2, t0, wrong
        li      t0, 35000000
        bgtu    s2, t0, wrong
        ask     -1, -1, 0, 0 /* no more */
        li      s1, 200000
        rdtime  t0
        add     s1, s1, t0
1:      .rept   99
        nop
        .endr
        rdtime  t0
        bltu    t0, s1, 1b
        ld      t0, 8(s0)
        bne     t0, s2, wrong
        li      a7, 8
        ecall
wrong:  j       wrong
