/* RISC-V: the hypercall with which a process's report goes to the grader: riscv64_report.h. */
        .text
        .globl  report_order
/* report_order(physical address, pid) */
report_order:
        li      a7, 0x4442434e /* DBCN */
        li      a6, 0          /* console_write: this kernel has a UART, and does not use it */
        ecall
        ret

        .section .note.GNU-stack, "", @progbits
