/*
 * The last instruction of the host, and its first one afterwards.
 *
 * In:   what sret takes: sepc, hstatus, sstatus, hgatp.
 * Goes: to guest_trapped(), on a fresh boot stack. No register of the guest's is kept, and the
 *       guest starts with the host's: from step 5 on both worlds have their own.
 */
        .text
        .globl  leave_host, world_enter, world_exit
leave_host:
        /* 1. point traps at our exit */
        la      t0, world_exit
        csrw    stvec, t0

        /* 2. into the guest */
world_enter:
        sret

        /* 3. out of the guest: from here on a trap is the host's own */
        .balign 4
world_exit:
        la      sp, boot_stack_top
        la      t0, host_trap
        csrw    stvec, t0
        tail    guest_trapped
