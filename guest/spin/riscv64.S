/* Spins for ever, one instruction. */
        .globl  _start
_start:
        j       _start
