/* RISC-V: odd.h */
        .attribute arch, "rv64gc"
        .globl  odd_instructions, fill_and_exit, not_zero, fp_changed, changed_by_call

        .text
        .globl  _begin
_begin: /* in place of _start: keeps the registers first */
        addi    sp, sp, -64 * 8
        .irp    n, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        sd      x\n, 8 * \n(sp)
        .endr
        sd      zero, (sp)
        sd      zero, 16(sp)
        la      t0, kept
        mv      t1, sp
        li      t2, 32
1:      ld      t3, (t1)
        sd      t3, (t0)
        addi    t0, t0, 8
        addi    t1, t1, 8
        addi    t2, t2, -1
        bnez    t2, 1b
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        fsd     f\n, 8 * \n(t0)
        .endr
        csrr    t1, fcsr
        sd      t1, 8 * 32(t0)
        addi    sp, sp, 64 * 8
        j       _start

not_zero:
        la      t0, kept
        li      t1, 65
        li      a0, 0
1:      ld      t2, (t0)
        snez    t2, t2
        add     a0, a0, t2
        addi    t0, t0, 8
        addi    t1, t1, -1
        bnez    t1, 1b
        ret

        .macro  fill_fp register
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        fmv.d.x f\n, \register
        .endr
        .endm

fill_and_exit:
        li      t0, 0x5eed5eed5eed5eed
        fill_fp t0
        li      t1, 0xff
        csrw    fcsr, t1
        .irp    n, 1, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        mv      x\n, t0
        .endr
        li      a0, 0
        li      a7, 94
        ecall

fp_changed: /* a0 pattern, a1 loops */
        fill_fp a0
1:      addi    a1, a1, -1
        bnez    a1, 1b
        li      a2, 0
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        fmv.x.d t0, f\n
        xor     t0, t0, a0
        snez    t0, t0
        add     a2, a2, t0
        .endr
        mv      a0, a2
        ret

changed_by_call: /* a call that does not exist: everything but a0 stays */
        addi    sp, sp, -16 * 8
        sd      ra, (sp)
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
        sd      s\n, 8 * (\n + 1)(sp)
        .endr
        li      a7, 500
        .irp    n, 1, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        li      x\n, 1000 + \n
        .endr
        ecall
        li      a0, 0
        .irp    n, 1, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        addi    x\n, x\n, -(1000 + \n)
        snez    x\n, x\n
        add     a0, a0, x\n
        .endr
        addi    a7, a7, -500
        snez    a7, a7
        add     a0, a0, a7
        ld      ra, (sp)
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
        ld      s\n, 8 * (\n + 1)(sp)
        .endr
        addi    sp, sp, 16 * 8
        ret

        .macro  odd instruction
        .pushsection .data.rel.ro, "aw"
        .quad   1f
        .popsection
1:      \instruction
        ret
        .endm

        .pushsection .data.rel.ro, "aw"
odd_instructions:
        .popsection
        odd     "ebreak"
        odd     ".4byte 0"
        odd     ".4byte 0xffffffff"
        odd     "csrr t0, sstatus"
        odd     "csrw satp, zero"
        odd     "csrw stvec, zero"
        odd     "csrr t0, mstatus"
        odd     "csrr t0, cycle"
        odd     "sret"
        odd     "mret"
        odd     "wfi"
        odd     "sfence.vma"
        odd     "fence.i"
        odd     "li t0, -1; jr t0"
        odd     "li t0, 0xffffffc080200000; jr t0"
        odd     "li t0, 0x4000000000; jr t0"
        odd     "li t0, 0x8000000000000001; ld t0, (t0)"
        odd     "li t0, 1; ld t0, (t0)"
        odd     "li t0, 0xffffffffc0003ff8; sd t0, (t0)"
        odd     "li sp, 0; sd t0, (sp)"
        odd     "li sp, -8; li a7, 172; ecall; li a7, 94; li a0, 0; ecall"
        odd     "li sp, 0xffffffc080300000; sd zero, (sp)"
        odd     "lla t0, odd_instructions; jr t0"
        odd     "lla t0, room + 4095; ld t0, (t0)"
        odd     "lla t0, room + 4095; amoadd.d t0, t0, (t0)"
        odd     "lr.d t0, (zero)"
        odd     "li t0, 0xff; csrw fcsr, t0; fdiv.d f0, f1, f2"
        odd     "csrr t0, time"
        odd     "csrr t0, instret"
        odd     "csrr t0, hpmcounter3"
        odd     "csrr t0, satp"
        odd     "csrr t0, hstatus"
        odd     "csrr t0, hgatp"
        odd     "csrr t0, vsstatus"
        odd     "csrr t0, 0x14d"
        odd     "csrw sscratch, zero"
        odd     "csrr t0, 0x106"
        odd     ".4byte 0x6c02c2f3"
        odd     ".4byte 0x6432c2f3"
        odd     ".4byte 0x6e52c073"
        odd     ".4byte 0x62000073"
        odd     ".4byte 0x22000073"
        odd     ".4byte 0x16000073"
        odd     ".4byte 0x00d00073"
        odd     "lla t0, room; .4byte 0x0042a00f"
        odd     "li t0, 0xffffffc080200000; ld t0, (t0)"
        odd     "li t0, 0xffffffc080200000; amoadd.d t1, t1, (t0)"
        odd     "li t0, 0xffffffc080200000; lr.d t1, (t0)"
        odd     "li t0, 0xffffffc080200000; fld f0, (t0)"
        odd     "li a7, -1; ecall"
        odd     "li a0, 1; li a6, 0; li a7, 0x53525354; ecall"
        .pushsection .data.rel.ro, "aw"
        .quad   0
        .popsection

        .bss
        .balign 4096
room:   .space  8192
kept:   .space  65 * 8
