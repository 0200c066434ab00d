/* Spins for ever, one instruction. */
        .globl  _start
_start:
        b       _start
