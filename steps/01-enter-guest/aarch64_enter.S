/*
 * leave_host: the host's last instruction before the guest, and its first one after it.
 *
 * In:       what eret takes: ELR_EL2, SPSR_EL2; and HCR_EL2, VTCR_EL2, VTTBR_EL2.
 * Jumps to: guest_trapped(), on a fresh boot stack.
 *
 * The hardware switches: the exception level, PSTATE, pc and the stack pointer. The system registers
 *                        of EL1 are separate from those of EL2.
 * We switch:             VBAR_EL2. And we clear x0 to x30 before the entry.
 * Nobody switches:       x0 to x30 at the exit, so the guest's values are lost (step 5 saves them);
 *                        floating point, which the guest may not use.
 */
#include "registers.h"

        .text
        .globl  leave_host, world_enter, world_exit
leave_host:
        /* 1. point traps at our exit */
        ldr     x0, =guest_vectors
        msr     vbar_el2, x0

        /* 2. into the guest, which must not find the host's values in its registers; eret is also a
         * barrier for the system registers written before it */
        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15, \
                   16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
        mov     x\n, xzr
        .endr
world_enter:
        eret

        /* 3. out of the guest: the host's own traps have other vectors, the first eight */
world_exit:
        ldr     x0, =boot_stack_top
        mov     sp, x0
        b       guest_trapped

        .balign 2048
guest_vectors:
        EIGHT_VECTORS(host_trap)
        EIGHT_VECTORS(world_exit)
