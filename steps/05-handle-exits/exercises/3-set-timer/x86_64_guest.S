/* x86_64: the guest, in 32-bit protected mode. edi = its data, esi = the script. */
#include "timer_guest.h"

        .intel_syntax noprefix
        .section .rodata
        .globl  timer_guest_start, timer_guest_end, timer_guest_handler
        .balign 8
        .code32
timer_guest_start:
        mov     esp, GUEST_DATA + 0x2000
        mov     edi, GUEST_DATA
        lea     esi, [edi + DATA_SCRIPT]
next:
        mov     edx, [esi]
        mov     ecx, [esi + 4]
        add     esi, 8
        test    edx, edx
        jz      off
        dec     edx
        jz      set
        dec     edx
        jz      on
        dec     edx
        jz      until_count
        dec     edx
        jz      until_raised
        sti     /* from the instruction after the next one on */
        hlt
        nop
        mov     eax, [edi + DATA_COUNT]
        mov     [edi + DATA_SEEN], eax
        jmp     next
set:
        mov     eax, [edi + DATA_NUMBER]
        mov     ebx, ecx
        vmmcall
        jmp     next
on:
        sti
        nop
        jmp     next
until_count:
        cmp     [edi + DATA_COUNT], ecx
        jl      until_count
        jmp     next
until_raised:
        cmp     [edi + DATA_RAISED], ecx
        jl      until_raised
        jmp     next
off:
        mov     eax, 0x84000008 /* SYSTEM_OFF */
        vmmcall

timer_guest_handler:
        push    eax
        push    ebx
        mov     eax, [edi + DATA_COUNT]
        mov     ebx, [edi + eax * 4 + DATA_ANSWERS]
        inc     dword ptr [edi + DATA_COUNT]
        mov     eax, [edi + DATA_NUMBER]
        vmmcall
        pop     ebx
        pop     eax
        iretd
timer_guest_end:
