/* AArch64: a guest's start, and its hypercalls (SMCCC 1.1: w0 function, x1.. arguments). */
        .section .text.start, "ax"
        .globl  _start, console_write, shut_down, clock_ticks, null_calls
_start:
        ldr     x0, =stack_top
        mov     sp, x0
        bl      main

shut_down:
        ldr     w0, =0x84000008 /* PSCI SYSTEM_OFF */
        hvc     #0
1:      b       1b

console_write:
        mov     x2, x1          /* bytes */
        mov     x1, x0          /* address */
        ldr     w0, =0xc6000001 /* our hypervisor's CONSOLE_WRITE */
        hvc     #0
        ret

clock_ticks:
        isb
        mrs     x0, cntvct_el0
        ret

null_calls:
        mov     x4, x0          /* a call keeps x4 and the registers after it */
1:      mov     w0, #0x84000000 /* PSCI VERSION */
        hvc     #0
        subs    x4, x4, #1
        b.ne    1b
        ret

        .bss
        .balign 16
        .space  4096
stack_top:
