/* RISC-V: a program's start, and its system calls. */
        .text
        .globl  _start, system_call
_start:
        mv      a0, sp         /* argc, argv...: start.c */
        andi    sp, sp, -16
        call    start

/* system_call(number, up to six arguments): the result, or a negative error */
system_call:
        mv      a7, a0
        mv      a0, a1
        mv      a1, a2
        mv      a2, a3
        mv      a3, a4
        mv      a4, a5
        mv      a5, a6
        ecall
        ret

        .section .note.GNU-stack, "", @progbits
