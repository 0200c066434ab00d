/* RISC-V: the guest. s0 = its data, s1 = the script, s2 = the log; a row is in s3 to s6. Only the
 * handlers use s7 to s11. */
#include "script.h"

#define CLAIM 0x0c201004 /* of the PLIC, and completion */

        .section .rodata
        .globl  script_guest_start, script_guest_end
        .balign 8
        .option norvc /* a fault is in an instruction of 4 bytes */
script_guest_start:
        la      t0, handler
        csrw    stvec, t0
        li      t0, 1 << 9 /* SEIE */
        csrw    sie, t0
        li      s0, SCRIPT_DATA
        addi    s1, s0, DATA_ROWS
        li      t0, DATA_LOG
        add     s2, s0, t0
next:
        lw      s3, 0(s1)
        lwu     s4, 4(s1)
        lwu     s5, 8(s1)
        lwu     s6, 12(s1)
        addi    s1, s1, 16
        beqz    s3, off
        addi    s3, s3, -1
        beqz    s3, read
        addi    s3, s3, -1
        beqz    s3, write
        addi    s3, s3, -1
        beqz    s3, on
        addi    s3, s3, -1
        beqz    s3, wait
        addi    s3, s3, -1
        beqz    s3, run
        addi    s3, s3, -1
        beqz    s3, until
        j       put
read:
        addi    s4, s4, -2
        bltz    s4, 1f
        beqz    s4, 2f
        lw      t0, 0(s5)
        j       3f
1:      lbu     t0, 0(s5)
        j       3f
2:      lhu     t0, 0(s5)
3:      sw      t0, 0(s2)
        addi    s2, s2, 4
        j       next
write:
        addi    s4, s4, -2
        bltz    s4, 1f
        beqz    s4, 2f
        sw      s6, 0(s5)
        j       next
1:      sb      s6, 0(s5)
        j       next
2:      sh      s6, 0(s5)
        j       next
wait:
        wfi
on:
        csrsi   sstatus, 1 << 1 /* SIE */
        nop
        j       next
run:
        rdtime  t1
1:      rdtime  t0
        sub     t0, t0, t1
        bltu    t0, s6, 1b
        j       next
until:
        lw      t0, DATA_COUNT(s0)
        blt     t0, s6, until
        j       next
put:
        beqz    s4, next
        lw      t0, 0(s5)  /* produced */
        lw      t1, 4(s5)  /* consumed */
        lwu     t2, DATA_MASK(s0)
        subw    t1, t0, t1
        bleu    t1, t2, 1f
        beqz    s6, put    /* it is full */
        sw      zero, 0(s6)
        j       put
1:      li      t3, DATA_TEXT
        add     t3, t3, s0
        lw      t4, DATA_SENT(s0)
        slli    t5, t4, 52 /* modulo TEXT_BYTES */
        srli    t5, t5, 52
        add     t3, t3, t5
        lbu     t3, 0(t3)
        addi    t4, t4, 1
        sw      t4, DATA_SENT(s0)
        and     t2, t2, t0
        add     t2, t2, s5
        sb      t3, 8(t2)
        addiw   t0, t0, 1
        sw      t0, 0(s5)
        addi    s4, s4, -1
        j       put
off:
        li      a7, 8 /* legacy shutdown */
        ecall

        .balign 4
handler:
        csrr    s7, scause
        bgez    s7, fault
        li      s7, CLAIM
        lw      s8, 0(s7)
        beqz    s8, 2f
        lw      s9, DATA_COUNT(s0)
        slli    s10, s9, 2
        add     s10, s10, s0
        li      s11, DATA_TAKEN
        add     s10, s10, s11
        lwu     s11, DATA_TAKE(s0)
        beqz    s11, 1f
        lw      s11, 0(s11)
1:      sw      s11, 0(s10)
        addi    s9, s9, 1
        sw      s9, DATA_COUNT(s0)
        sw      s8, 0(s7)
2:      sret
fault:
        li      t0, -1
        csrr    s7, sepc
        addi    s7, s7, 4
        csrw    sepc, s7
        lw      s7, DATA_FAULTS(s0)
        addi    s7, s7, 1
        sw      s7, DATA_FAULTS(s0)
        sret
script_guest_end:
