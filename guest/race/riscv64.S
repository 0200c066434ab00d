/* RISC-V: the second CPU, by the SBI's extension HSM. */
        .globl  cpu_on, other_entry
cpu_on:                         /* a0: its number, a1: where it starts */
        li      a7, 0x48534d    /* HSM */
        li      a6, 0           /* hart_start */
        ecall
        ret

        .balign 4
other_entry:
        la      sp, other_stack_top
        call    run_other

        .bss
        .balign 16
        .space  4096
other_stack_top:
