/* x86_64: guarded(function, interrupts), and where its exceptions and interrupts lead. */
        .intel_syntax noprefix
        .globl  guarded, trapped
guarded:
        push    ebp
        push    ebx
        push    esi
        push    edi
        mov     saved_esp, esp
        mov     eax, [esp + 20] /* function */
        cmp     dword ptr [esp + 24], 0
        je      1f
        sti
1:      call    eax
        cli
        xor     eax, eax
        jmp     2f

trapped:                        /* with interrupts off, as a gate leaves them */
        mov     esp, saved_esp
        cld
        mov     eax, 1
2:      pop     edi
        pop     esi
        pop     ebx
        pop     ebp
        ret

        .bss
        .balign 4
saved_esp:
        .space  4
