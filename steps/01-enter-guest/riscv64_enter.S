/*
 * leave_host: the host's last instruction before the guest, and its first one after it.
 *
 * In:       what sret takes: sepc, hstatus, sstatus, hgatp.
 * Jumps to: guest_trapped(), on a fresh boot stack.
 *
 * The hardware switches: V, the privilege mode and pc. While V is 1, the names of S-mode's CSRs mean
 *                        VS-mode's, which are separate registers.
 * We switch:             stvec. And we clear x1 to x31 before the entry.
 * Nobody switches:       x1 to x31 at the exit, so the guest's values are lost (step 5 saves them);
 *                        floating point, which the guest may not use.
 */
        .text
        .globl  leave_host, world_enter, world_exit
leave_host:
        /* 1. point traps at our exit */
        la      t0, world_exit
        csrw    stvec, t0

        /* 2. into the guest, which must not find the host's values in its registers */
        .irp    n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15, \
                   16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        li      x\n, 0
        .endr
world_enter:
        sret

        /* 3. out of the guest: from here on, a trap is the host's own */
        .balign 4
world_exit:
        la      sp, boot_stack_top
        la      t0, host_trap
        csrw    stvec, t0
        tail    guest_trapped
