/* RISC-V: the second CPU is turned on by the SBI's hart_start. */
        .globl  start_other_cpu
start_other_cpu:
        li      a0, 1           /* hart */
        la      a1, 1f          /* entry */
        li      a7, 0x48534d    /* HSM */
        li      a6, 0           /* hart_start */
        ecall
        ret
1:      la      sp, stack_of_other
        call    other_cpu

        .bss
        .balign 16
        .space  4096
stack_of_other:
