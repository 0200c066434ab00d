/* RISC-V: the guest. s0 = its data, s1 = the script; only the handler uses s4 to s7, t3 and t4. */
#include "timer_guest.h"

        .section .rodata
        .globl  timer_guest_start, timer_guest_end
        .balign 8
timer_guest_start:
        la      t0, handler
        csrw    stvec, t0
        li      t0, 1 << 5 /* STIE */
        csrw    sie, t0
        li      s0, GUEST_DATA
        addi    s1, s0, DATA_SCRIPT
next:
        lw      s2, 0(s1)
        lw      s3, 4(s1)
        addi    s1, s1, 8
        beqz    s2, off
        addi    s2, s2, -1
        beqz    s2, set
        addi    s2, s2, -1
        beqz    s2, on
        addi    s2, s2, -1
        beqz    s2, until_count
        addi    s2, s2, -1
        beqz    s2, until_raised
        wfi
        csrsi   sstatus, 1 << 1 /* SIE */
        nop
        lw      t0, DATA_COUNT(s0)
        sw      t0, DATA_SEEN(s0)
        j       next
set:
        lw      a7, DATA_EXTENSION(s0)
        lw      a6, DATA_NUMBER(s0)
        mv      a0, s3
        ecall
        j       next
on:
        csrsi   sstatus, 1 << 1
        j       next
until_count:
        lw      t0, DATA_COUNT(s0)
        blt     t0, s3, until_count
        j       next
until_raised:
        lw      t0, DATA_RAISED(s0)
        blt     t0, s3, until_raised
        j       next
off:
        li      a7, 8 /* legacy shutdown */
        ecall

        .balign 4
handler:
        mv      s4, a0
        mv      s5, a1
        mv      s6, a6
        mv      s7, a7
        lw      t3, DATA_COUNT(s0)
        slli    t4, t3, 2
        add     t4, t4, s0
        addi    t3, t3, 1
        sw      t3, DATA_COUNT(s0)
        lw      a7, DATA_EXTENSION(s0)
        lw      a6, DATA_NUMBER(s0)
        lw      a0, DATA_ANSWERS(t4)
        ecall
        mv      a0, s4
        mv      a1, s5
        mv      a6, s6
        mv      a7, s7
        sret
timer_guest_end:
