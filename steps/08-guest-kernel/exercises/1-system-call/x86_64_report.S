/* x86_64: the hypercall with which a process's report goes to the grader: x86_64_report.h. */
        .intel_syntax noprefix
        .text
        .globl  report_order
/* report_order(physical address, pid) */
report_order:
        push    rbx
        mov     rbx, rdi
        mov     rcx, rsi
        mov     eax, 0x86000001 /* CONSOLE_WRITE: this kernel has a UART, and does not use it */
        vmmcall
        pop     rbx
        ret

        .section .note.GNU-stack, "", @progbits
