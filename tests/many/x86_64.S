/* x86_64: the hypervisor's calls for a guest with several CPUs. */
        .intel_syntax noprefix
        .globl  other_entry, cpu_on, cpu_off, cpu_state, reset, faults_reset
other_entry:                    /* ebx: the argument, its number */
        mov     eax, ebx
        shl     eax, 12
        lea     esp, [stacks + eax] /* the first CPU has another: so each ends at the next one's */
        push    ebx
        call    run_other
cpu_off:
        mov     eax, 0x84000002 /* CPU_OFF */
        vmmcall
        ret

cpu_on:
        push    ebx
        mov     ebx, [esp + 8]
        mov     ecx, [esp + 12]
        mov     edx, [esp + 16]
        mov     eax, 0x84000003 /* CPU_ON */
        vmmcall
        pop     ebx
        ret

cpu_state:
        push    ebx
        mov     ebx, [esp + 8]
        xor     ecx, ecx
        mov     eax, 0x84000004 /* AFFINITY_INFO */
        vmmcall
        pop     ebx
        ret

reset:
        mov     eax, 0x84000009 /* SYSTEM_RESET */
        vmmcall

faults_reset:
        ret

        .bss
        .balign 4096
stacks: .space  8 * 4096
