/* x86_64: the second CPU is turned on by a call of the hypervisor, with the number of PSCI's CPU_ON. */
        .intel_syntax noprefix
        .globl  start_other_cpu
start_other_cpu:
        push    ebx
        mov     eax, 0x84000003 /* CPU_ON */
        mov     ebx, 1          /* affinity */
        lea     ecx, [1f]       /* entry */
        vmmcall
        pop     ebx
        ret
1:      lea     esp, [stack_of_other]
        call    other_cpu

        .bss
        .balign 16
        .space  4096
stack_of_other:
