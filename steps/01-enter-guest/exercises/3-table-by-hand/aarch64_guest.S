/* AArch64: the guest's code. */
#include "table.h"

        .section .rodata
        .globl  guest_start, guest_end
        .balign 8
guest_start:
        adr     x0, guest_start
        ldr     w1, [x0, #MARK_IN]
        str     w1, [x0, #MARK_OUT]
        hvc     #0
guest_end:
