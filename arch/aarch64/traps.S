/*
 * Where the host's own traps go: they are bugs, so nothing is saved, and nothing returns.
 * A stack of its own, because the trap may be the other one's overflow.
 */
        .text
        .globl  host_trap, host_vectors
host_trap:
        ldr     x0, =trap_stack_top
        mov     sp, x0
        b       host_trapped

/* Until the first guest is entered, all 16 vectors (D1.3.1.3) are the host's. */
        .balign 2048
host_vectors:
        .rept   16
        .balign 128
        b       host_trap
        .endr

        .bss
        .balign 16
        .space  4096
trap_stack_top:
