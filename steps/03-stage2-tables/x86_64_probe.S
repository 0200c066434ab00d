/* x86_64: the guest's code, which runs at any address, in 32-bit protected mode.
 * enter_guest() has put its address in eax. */
#include "probe.h"

        .intel_syntax noprefix
        .section .rodata
        .globl  probe_start, probe_end
        .balign 8
        .code32
probe_start:
        mov     dword ptr [eax + PROBE_MARK_OFFSET], PROBE_MARK
        vmmcall
probe_end:
