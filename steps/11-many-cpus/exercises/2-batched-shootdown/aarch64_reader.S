/* AArch64: the guest. x6 = its data, x7 = the address that it reads. */
#include "reader.h"

        .section .rodata
        .globl  reader_start, reader_end
        .balign 8
reader_start:
        add     x0, x6, #DATA_LIST
        ldr     w1, [x6, #DATA_COUNT]
next:
        ldr     w7, [x0]
        ldr     w2, [x7]
        str     w2, [x0, #DATA_READ - DATA_LIST]
        add     x0, x0, #4
        subs    w1, w1, #1
        b.ne    next
        ldr     w2, [x6, #DATA_ROUNDS]
        add     w2, w2, #1
        str     w2, [x6, #DATA_ROUNDS]
        b       reader_start
reader_end:
