/* x86_64: the guest, in 32-bit protected mode. esi = its data, edi = the address that it reads. */
#include "reader.h"

        .intel_syntax noprefix
        .section .rodata
        .globl  reader_start, reader_end
        .balign 8
        .code32
reader_start:
        lea     eax, [esi + DATA_LIST]
        mov     ecx, [esi + DATA_COUNT]
next:
        mov     edi, [eax]
        mov     edx, [edi]
        mov     [eax + DATA_READ - DATA_LIST], edx
        add     eax, 4
        dec     ecx
        jnz     next
        inc     dword ptr [esi + DATA_ROUNDS]
        jmp     reader_start
reader_end:
