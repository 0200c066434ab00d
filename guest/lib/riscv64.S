/* RISC-V: a guest's start, and its hypercalls (SBI 2.0: a7 extension, a6 function, a0.. arguments). */
        .section .text.start, "ax"
        .globl  _start, console_write, shut_down, clock_ticks, null_calls
_start:
        la      sp, stack_top
        call    main

shut_down:
        li      a7, 0x53525354 /* SRST */
        li      a6, 0          /* system_reset */
        li      a0, 0          /* shutdown */
        li      a1, 0          /* no reason */
        ecall
1:      j       1b

console_write:
        mv      a2, a0         /* address */
        mv      a0, a1         /* bytes */
        mv      a1, a2
        li      a2, 0          /* its upper half */
        li      a7, 0x4442434e /* DBCN */
        li      a6, 0          /* console_write */
        ecall
        ret

clock_ticks:
        rdtime  a0
        ret

null_calls:
        mv      t0, a0
        li      a7, 0x10       /* base */
        li      a6, 0          /* get_spec_version */
1:      ecall                  /* keeps all registers except a0, a1: SBI 3 */
        addi    t0, t0, -1
        bnez    t0, 1b
        ret

        .bss
        .balign 16
        .space  4096
stack_top:
