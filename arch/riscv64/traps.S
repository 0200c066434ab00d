/*
 * Where the host's own traps go: they are bugs, so nothing is saved, and nothing returns.
 * A stack of its own, because the trap may be the other one's overflow.
 */
        .text
        .globl  host_trap
        .balign 4
host_trap:
        la      sp, trap_stack_top
        tail    host_trapped
