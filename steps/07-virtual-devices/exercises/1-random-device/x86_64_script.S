/* x86_64: the guest, in 32-bit protected mode. edi = its data, esi = the script, ebp = the log; a
 * row is in edx, ecx, ebx and eax. */
#include "script.h"

        .intel_syntax noprefix
        .section .rodata
        .globl  script_guest_start, script_guest_end, script_guest_handler
        .balign 8
        .code32
script_guest_start:
        mov     esp, SCRIPT_DATA + DATA_STACK
        mov     edi, SCRIPT_DATA
        lea     esi, [edi + DATA_ROWS]
        lea     ebp, [edi + DATA_LOG]
next:
        mov     edx, [esi]
        mov     ecx, [esi + 4]
        mov     ebx, [esi + 8]
        mov     eax, [esi + 12]
        add     esi, 16
        test    edx, edx
        jz      off
        dec     edx
        jz      read
        dec     edx
        jz      write
        dec     edx
        jz      on
        dec     edx
        jz      wait
        dec     edx
        jz      run
        dec     edx
        jz      until
        dec     edx
        jz      put
        mov     edx, ebx
        out     dx, al
        jmp     next
read:
        cmp     ecx, 2
        jb      1f
        je      2f
        mov     eax, [ebx]
        jmp     3f
1:      movzx   eax, byte ptr [ebx]
        jmp     3f
2:      movzx   eax, word ptr [ebx]
3:      mov     [ebp], eax
        add     ebp, 4
        jmp     next
write:
        cmp     ecx, 2
        jb      1f
        je      2f
        mov     [ebx], eax
        jmp     next
1:      mov     [ebx], al
        jmp     next
2:      mov     [ebx], ax
        jmp     next
on:
        sti
        nop
        jmp     next
wait:
        sti     /* from the instruction after the next one on */
        hlt
        nop
        jmp     next
run:
        mov     ecx, eax
        rdtsc
        mov     ebx, eax
1:      rdtsc
        sub     eax, ebx
        cmp     eax, ecx
        jb      1b
        jmp     next
until:
        cmp     [edi + DATA_COUNT], eax
        jl      until
        jmp     next
put:
        push    ebp
        mov     ebp, eax       /* the doorbell */
1:      test    ecx, ecx
        jz      3f
        mov     eax, [ebx]     /* produced */
        mov     edx, eax
        sub     edx, [ebx + 4] /* consumed */
        cmp     edx, [edi + DATA_MASK]
        jbe     2f
        test    ebp, ebp       /* it is full */
        jz      1b
        mov     dword ptr [ebp], 0
        jmp     1b
2:      and     eax, [edi + DATA_MASK]
        mov     edx, [edi + DATA_SENT]
        inc     dword ptr [edi + DATA_SENT]
        and     edx, TEXT_BYTES - 1
        mov     dl, [edi + edx + DATA_TEXT]
        mov     [ebx + eax + 8], dl
        inc     dword ptr [ebx]
        dec     ecx
        jmp     1b
3:      pop     ebp
        jmp     next
off:
        mov     eax, 0x84000008 /* SYSTEM_OFF */
        vmmcall

script_guest_handler:
        push    eax
        push    ebx
        mov     eax, [edi + DATA_COUNT]
        mov     ebx, [edi + DATA_TAKE]
        test    ebx, ebx
        jz      1f
        mov     ebx, [ebx]
1:      mov     [edi + eax * 4 + DATA_TAKEN], ebx
        inc     dword ptr [edi + DATA_COUNT]
        mov     al, 0x20        /* EOI, to both chips */
        out     0xa0, al
        out     0x20, al
        pop     ebx
        pop     eax
        iretd
script_guest_end:
