/*
 * switch_worlds: into the guest, and back at its next exit.
 *
 * In:       x19 = vcpu.   Out: x19 = vcpu, which holds the guest's registers and pc; ESR_EL2 the cause.
 * Clobbers: every register except sp and x19; the C wrapper tells the compiler so.
 *
 * The hardware switches: the exception level, PSTATE (in SPSR_EL2), the pc.
 * We switch:             x0 to x30, the pc, the host's sp and lr.
 * Nobody switches:       EL1's registers, which the host does not use, floating point, which traps.
 *
 * SP_EL2 is vcpu while the guest runs: a guest has its own stack pointers.
 */
#include "offsets.h"
#include "registers.h"

/* Moves a guest's register and the next one between the CPU and vcpu: ldp or stp. */
.macro  pair move, first, second
        \move   x\first, x\second, [sp, #VCPU_X + 8 * \first]
.endm

.macro  pairs_from_2 move
        pair    \move, 2, 3
        pair    \move, 4, 5
        pair    \move, 6, 7
        pair    \move, 8, 9
        pair    \move, 10, 11
        pair    \move, 12, 13
        pair    \move, 14, 15
        pair    \move, 16, 17
        pair    \move, 18, 19
        pair    \move, 20, 21
        pair    \move, 22, 23
        pair    \move, 24, 25
        pair    \move, 26, 27
        pair    \move, 28, 29
.endm

        .text
        .globl  switch_worlds, world_enter, world_exit, guest_vectors
switch_worlds:
        /* 1. leave the host */
        mov     x0, sp
        stp     x0, x30, [x19, #VCPU_HOST_SP_LR]
        mov     sp, x19

        /* 2. load the guest */
        ldp     x30, x0, [sp, #VCPU_X30_PC]
        msr     elr_el2, x0
        pairs_from_2 ldp
        pair    ldp, 0, 1

        /* 3. into the guest: SPSR_EL2 is as the last exit left it */
world_enter:
        eret

/* An interrupt leaves ESR_EL2 as it was: we write there what came. */
.macro  interrupt cause
        .balign 128
        pair    stp, 0, 1
        ldr     x1, =\cause
        msr     esr_el2, x1
        b       world_exit
.endm

/* Any other exception of the guest. */
.macro  exception
        .balign 128
        pair    stp, 0, 1
        b       world_exit
.endm

/* The table stays in place from one exit to the next: the host's own traps have their vectors. */
        .balign 2048
guest_vectors:
        EIGHT_VECTORS(host_trap)

        /* From AArch64 below EL2. Most exits come here, so this vector has it all. */
        .balign 128
        pair    stp, 0, 1

        /* 4. save the guest */
world_exit:
        pairs_from_2 stp
        mrs     x0, elr_el2
        stp     x30, x0, [sp, #VCPU_X30_PC]

        /* 5. back to the host */
        ldp     x0, x30, [sp, #VCPU_HOST_SP_LR]
        mov     x19, sp
        mov     sp, x0
        ret

        interrupt CAUSE_IRQ
        interrupt CAUSE_FIQ
        exception /* SError */

        /* from AArch32 */
        exception
        interrupt CAUSE_IRQ
        interrupt CAUSE_FIQ
        exception
