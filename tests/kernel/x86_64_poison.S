/* Of SSE, and of the x87. */
        .intel_syntax noprefix
        .text
        .globl  poison_floating_point
poison_floating_point:
        movabs  rax, 0x5eed5eed5eed5eed
        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
        movq    xmm\n, rax
        punpcklqdq xmm\n, xmm\n
        .endr
        .rept   8
        fldpi
        .endr
        ret
