/* EL2 itself may use floating point while CPTR_EL2.TFP is 0. */
        .arch   armv8-a+simd
        .text
        .globl  poison_floating_point
poison_floating_point:
        msr     cptr_el2, xzr
        isb
        ldr     x0, =0x5eed5eed5eed5eed
        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        dup     v\n\().2d, x0
        .endr
        mov     x0, #0x1f
        msr     fpsr, x0
        ret
