/* RISC-V: the guest. t1 = x6 = its data, t2 = x7 = the address that it reads. */
#include "reader.h"

        .section .rodata
        .globl  reader_start, reader_end
        .balign 8
reader_start:
        addi    a0, t1, DATA_LIST
        lw      a1, DATA_COUNT(t1)
next:
        lw      t2, (a0)
        lw      a2, (t2)
        sw      a2, DATA_READ - DATA_LIST(a0)
        addi    a0, a0, 4
        addi    a1, a1, -1
        bnez    a1, next
        lw      a2, DATA_ROUNDS(t1)
        addi    a2, a2, 1
        sw      a2, DATA_ROUNDS(t1)
        j       reader_start
reader_end:
