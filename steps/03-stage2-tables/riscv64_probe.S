/* RISC-V: the guest's code, which runs at any address. */
#include "probe.h"

        .section .rodata
        .globl  probe_start, probe_end
        .balign 8
probe_start:
        auipc   t0, 0
        li      t1, PROBE_MARK
        sw      t1, PROBE_MARK_OFFSET(t0)
        ecall
probe_end:
