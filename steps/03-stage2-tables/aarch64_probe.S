/* AArch64: the guest's code, which runs at any address. */
#include "probe.h"

        .section .rodata
        .globl  probe_start, probe_end
        .balign 8
probe_start:
        adr     x0, probe_start
        mov     w1, #(PROBE_MARK & 0xffff)
        movk    w1, #(PROBE_MARK >> 16), lsl #16
        str     w1, [x0, #PROBE_MARK_OFFSET]
        hvc     #0
probe_end:
