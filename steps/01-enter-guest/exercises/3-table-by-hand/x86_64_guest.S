/* x86_64: the guest's code, in 32-bit protected mode. enter_guest() has put its address in eax. */
#include "table.h"

        .intel_syntax noprefix
        .section .rodata
        .globl  guest_start, guest_end
        .balign 8
        .code32
guest_start:
        mov     edx, [eax + MARK_IN]
        mov     [eax + MARK_OUT], edx
        vmmcall
guest_end:
