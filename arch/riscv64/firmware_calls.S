/*
 * What the firmware does for the hypervisor: SBI calls that start another hart, and interrupt it.
 * OpenSBI has the same calls.
 *
 * mscratch is the hart's area. A call's answer is in a0; t0 to t6 and a1 keep their values.
 */
#include "firmware.h"

#define SBI_HSM 0x48534d /* hart_start: hart, address, argument */
#define SBI_IPI 0x735049 /* send_ipi: mask, from which hart on */

#define NOT_SUPPORTED     -2
#define INVALID_PARAM     -3
#define ALREADY_AVAILABLE -6

#define MCAUSE_ECALL_S 9

        .option norvc
        .section .text.boot, "ax"
        .globl  wait_for_start, firmware_trap

/* --- A hart that waits for its start. t0 = its number --- */

wait_for_start:
        li      t1, HARTS_MOST
1:      bgeu    t0, t1, 1b
        la      t2, own_area
        slli    t1, t0, AREA_SHIFT
        add     t2, t2, t1
        li      t1, MSIE
        csrw    mie, t1
2:      wfi
        ld      t6, AREA_ENTRY(t2)
        beqz    t6, 2b
        fence
        mv      a0, t0
        ld      a1, AREA_ARGUMENT(t2)
        li      t1, CLINT
        slli    t0, t0, 2
        add     t1, t1, t0
        sw      zero, (t1)
        j       start_hart

/* --- A trap to M-mode --- */

        .balign 4
firmware_trap:
        csrrw   t0, mscratch, t0
        sd      t1, AREA_T1(t0)
        sd      t2, AREA_T2(t0)
        csrr    t1, mcause
        bltz    t1, interrupted
        li      t2, MCAUSE_ECALL_S
        bne     t1, t2, trapped
        csrr    t1, mepc
        addi    t1, t1, 4
        csrw    mepc, t1
        li      t1, SBI_IPI
        beq     a7, t1, send_ipi
        li      t1, SBI_HSM
        bne     a7, t1, 1f
        beqz    a6, hart_start
1:      li      a0, NOT_SUPPORTED
back:   ld      t1, AREA_T1(t0)
        ld      t2, AREA_T2(t0)
        csrrw   t0, mscratch, t0
        mret

/* Another hart has written this one's word: an interrupt for S-mode. */
interrupted:
        csrr    t1, mhartid
        slli    t1, t1, 2
        li      t2, CLINT
        add     t1, t1, t2
        sw      zero, (t1)
        li      t1, SSIP
        csrs    mip, t1
        j       back

/* a0 = hart, a1 = where, a2 = argument. */
hart_start:
        li      t1, HARTS_MOST
        bgeu    a0, t1, invalid
        la      t2, own_area
        slli    t1, a0, AREA_SHIFT
        add     t2, t2, t1
        ld      t1, AREA_ENTRY(t2)
        bnez    t1, 1f
        beqz    a0, 1f
        sd      a2, AREA_ARGUMENT(t2)
        fence
        sd      a1, AREA_ENTRY(t2)
        fence
        li      t2, CLINT
        slli    t1, a0, 2
        add     t1, t1, t2
        li      t2, 1
        sw      t2, (t1)
        li      a0, 0
        j       back
1:      li      a0, ALREADY_AVAILABLE
        j       back
invalid:
        li      a0, INVALID_PARAM
        j       back

/* a0 = a mask of harts, a1 = the number of its bit 0. */
send_ipi:
        fence
        li      t2, CLINT
        slli    t1, a1, 2
        add     t2, t2, t1
1:      andi    t1, a0, 1
        beqz    t1, 2f
        sw      t1, (t2)
2:      addi    t2, t2, 4
        srli    a0, a0, 1
        bnez    a0, 1b
        j       back

/* --- Data, in a page apart: harts wait by what is written there --- */

        .globl  own_area, next_image
        .balign 4096
own_area:
        .fill   HARTS_MOST << AREA_SHIFT, 1, 0
next_image:
        .quad   0
