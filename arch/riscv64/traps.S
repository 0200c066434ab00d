/*
 * Entry for host traps. They are bugs, so nothing is saved and nothing returns. They run on a
 * separate stack, because the trap may be an overflow of the boot stack.
 */
        .text
        .globl  host_trap
        .balign 4
host_trap:
        la      sp, trap_stack_top
        tail    host_trapped
