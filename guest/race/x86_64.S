/* x86_64: the second CPU, by the hypervisor's call. */
        .intel_syntax noprefix
        .globl  cpu_on, other_entry
cpu_on:                         /* on the stack: its number, and where it starts */
        push    ebx
        mov     ebx, [esp + 8]
        mov     ecx, [esp + 12]
        mov     eax, 0x84000003 /* CPU_ON */
        vmmcall
        pop     ebx
        ret

other_entry:
        lea     esp, other_stack_top
        call    run_other

        .bss
        .balign 16
        .space  4096
other_stack_top:
