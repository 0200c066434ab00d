/* Spins for ever, one instruction, the same in every mode. */
        .globl  _start
_start:
1:      jmp     1b
