/* AArch64: the second CPU is turned on by PSCI's CPU_ON. */
        .globl  start_other_cpu
start_other_cpu:
        ldr     x0, =0xc4000003 /* CPU_ON */
        mov     x1, #1          /* affinity */
        adr     x2, 1f          /* entry */
        hvc     #0
        ret
1:      adr     x0, stack_of_other
        mov     sp, x0
        bl      other_cpu

        .bss
        .balign 16
        .space  4096
stack_of_other:
