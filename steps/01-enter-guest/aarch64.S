/*
 * The last instruction of the host, and its first one afterwards.
 *
 * In:   what eret takes: ELR_EL2, SPSR_EL2; and HCR_EL2, VTCR_EL2, VTTBR_EL2.
 * Goes: to guest_trapped(), on a fresh boot stack. No register of the guest's is kept: from step
 *       5 on both worlds have their own.
 */
#include "registers.h"

        .text
        .globl  leave_host, world_enter, world_exit
leave_host:
        /* 1. point traps at our exit */
        ldr     x0, =guest_vectors
        msr     vbar_el2, x0

        /* 2. into the guest, which finds nothing of the host's in its registers; eret makes the CPU
         * see all that was written before it */
        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15, \
                   16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
        mov     x\n, xzr
        .endr
world_enter:
        eret

        /* 3. out of the guest: a trap of the host's own has vectors of its own */
world_exit:
        ldr     x0, =boot_stack_top
        mov     sp, x0
        b       guest_trapped

        .balign 2048
guest_vectors:
        EIGHT_VECTORS(host_trap)
        EIGHT_VECTORS(world_exit)
