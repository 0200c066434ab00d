/* AArch64: the second CPU, by PSCI. */
        .globl  cpu_on, other_entry
cpu_on:                         /* x0: its number, x1: where it starts */
        mov     x2, x1
        mov     x1, x0
        ldr     x0, =0xc4000003 /* CPU_ON */
        hvc     #0
        ret

other_entry:
        ldr     x0, =other_stack_top
        mov     sp, x0
        bl      run_other

        .bss
        .balign 16
        .space  4096
other_stack_top:
