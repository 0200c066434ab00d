/* AArch64: the hypercall with which a process's report goes to the grader: aarch64_report.h. */
        .text
        .globl  report_order
/* report_order(physical address, pid) */
report_order:
        mov     x2, x1
        mov     x1, x0
        ldr     x0, =0x86000001 /* CONSOLE_WRITE: this kernel has a UART, and does not use it */
        hvc     #0
        ret

        .section .note.GNU-stack, "", @progbits
