/* x86_64: a program's start, and its system calls. */
        .intel_syntax noprefix
        .text
        .globl  _start, system_call
_start:
        mov     rdi, rsp       /* argc, argv...: start.c */
        and     rsp, -16
        call    start

/* system_call(number, up to six arguments): the result, or a negative error */
system_call:
        mov     rax, rdi
        mov     rdi, rsi
        mov     rsi, rdx
        mov     rdx, rcx
        mov     r10, r8
        mov     r8, r9
        mov     r9, [rsp + 8]
        syscall                /* which loses rcx and r11 */
        ret

        .section .note.GNU-stack, "", @progbits
