/* AArch64: a program's start, and its system calls. */
        .text
        .globl  _start, system_call
_start:
        mov     x0, sp         /* argc, argv...: start.c */
        bl      start

/* system_call(number, up to six arguments): the result, or a negative error */
system_call:
        mov     x8, x0
        mov     x0, x1
        mov     x1, x2
        mov     x2, x3
        mov     x3, x4
        mov     x4, x5
        mov     x5, x6
        svc     #0
        ret

        .section .note.GNU-stack, "", @progbits
