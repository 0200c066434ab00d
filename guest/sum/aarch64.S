/* AArch64: the call sum(x1 count, x4 address); x0 becomes the sum. As in SMCCC 1.1, it keeps x4 and the registers after it. */
        .globl  main
main:
        ldr     x4, =right_sum_and_numbers + 4
        mov     x1, #8
        ldr     w0, =0x86000004 /* SMCCC leaves these numbers to the hypervisor */
        hvc     #0
        ldur    w1, [x4, #-4]   /* the right sum lies before the numbers */
        b       check
