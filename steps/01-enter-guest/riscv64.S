/*
 * The last instruction of the host, and its first one afterwards.
 *
 * In:   what sret takes: sepc, hstatus, sstatus, hgatp.
 * Goes: to guest_trapped(), on a fresh boot stack. No register of the guest's is kept: from step
 *       5 on both worlds have their own.
 */
        .text
        .globl  leave_host, world_enter, world_exit
leave_host:
        /* 1. point traps at our exit */
        la      t0, world_exit
        csrw    stvec, t0

        /* 2. into the guest, which finds nothing of the host's in its registers */
        .irp    n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15, \
                   16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        li      x\n, 0
        .endr
world_enter:
        sret

        /* 3. out of the guest: from here on a trap is the host's own */
        .balign 4
world_exit:
        la      sp, boot_stack_top
        la      t0, host_trap
        csrw    stvec, t0
        tail    guest_trapped
