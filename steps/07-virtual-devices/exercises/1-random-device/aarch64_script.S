/* AArch64: the guest. x19 = its data, x20 = the script, x21 = the log; a row is in w22 to w25. Only
 * the handlers use x9 to x15. */
#include "script.h"

        .section .rodata
        .globl  script_guest_start, script_guest_end
        .balign 2048
script_guest_start:
        adr     x0, vectors
        msr     vbar_el1, x0
        mov     x0, #7
        msr     S3_0_C12_C12_5, x0 /* ICC_SRE_EL1: the CPU's own interface */
        isb
        mov     x0, #0xff
        msr     S3_0_C4_C6_0, x0   /* ICC_PMR_EL1: every priority */
        mov     x0, #1
        msr     S3_0_C12_C12_7, x0 /* ICC_IGRPEN1_EL1 */
        isb
        movz    x19, #(SCRIPT_DATA & 0xffff)
        movk    x19, #(SCRIPT_DATA >> 16), lsl #16
        add     x20, x19, #DATA_ROWS
        mov     x0, #DATA_LOG
        add     x21, x19, x0
next:
        ldp     w22, w23, [x20], #8
        ldp     w24, w25, [x20], #8
        cbz     w22, off
        cmp     w22, #SCRIPT_READ
        b.eq    read
        cmp     w22, #SCRIPT_WRITE
        b.eq    write
        cmp     w22, #SCRIPT_ON
        b.eq    on
        cmp     w22, #SCRIPT_WAIT
        b.eq    wait
        cmp     w22, #SCRIPT_RUN
        b.eq    run
        cmp     w22, #SCRIPT_UNTIL
        b.eq    until
        b       put
read:
        cmp     w23, #2
        b.lo    1f
        b.eq    2f
        ldr     w0, [x24]
        b       3f
1:      ldrb    w0, [x24]
        b       3f
2:      ldrh    w0, [x24]
3:      str     w0, [x21]
        add     x21, x21, #4
        b       next
write:
        cmp     w23, #2
        b.lo    1f
        b.eq    2f
        str     w25, [x24]
        b       next
1:      strb    w25, [x24]
        b       next
2:      strh    w25, [x24]
        b       next
wait:
        wfi
on:
        msr     daifclr, #2 /* I */
        nop
        b       next
run:
        isb
        mrs     x1, cntvct_el0
1:      isb
        mrs     x0, cntvct_el0
        sub     x0, x0, x1
        cmp     x0, x25
        b.lo    1b
        b       next
until:
        ldr     w0, [x19, #DATA_COUNT]
        cmp     w0, w25
        b.lt    until
        b       next
put:
        cbz     w23, next
        ldp     w0, w1, [x24] /* produced, consumed */
        ldr     w2, [x19, #DATA_MASK]
        sub     w1, w0, w1
        cmp     w1, w2
        b.ls    1f
        cbz     w25, put      /* it is full */
        str     wzr, [x25]
        b       put
1:      mov     x3, #DATA_TEXT
        add     x3, x3, x19
        ldr     w4, [x19, #DATA_SENT]
        and     x5, x4, #(TEXT_BYTES - 1)
        ldrb    w3, [x3, x5]
        add     w4, w4, #1
        str     w4, [x19, #DATA_SENT]
        and     w2, w2, w0
        add     x2, x2, x24
        strb    w3, [x2, #8]
        add     w0, w0, #1
        str     w0, [x24]
        sub     w23, w23, #1
        b       put
off:
        movz    x0, #8
        movk    x0, #0x8400, lsl #16 /* SYSTEM_OFF */
        hvc     #0

handler:
        mrs     x9, S3_0_C12_C12_0  /* ICC_IAR1_EL1 */
        mrs     x10, nzcv
        mov     w11, #1020
        cmp     w9, w11
        b.hs    2f
        ldr     w11, [x19, #DATA_COUNT]
        mov     x12, #DATA_TAKEN
        add     x12, x12, x19
        add     x12, x12, x11, lsl #2
        ldr     w13, [x19, #DATA_TAKE]
        cbz     w13, 1f
        ldr     w13, [x13]
1:      str     w13, [x12]
        add     w11, w11, #1
        str     w11, [x19, #DATA_COUNT]
        msr     S3_0_C12_C12_1, x9  /* ICC_EOIR1_EL1 */
2:      msr     nzcv, x10
        eret
fault:
        mov     w0, #-1
        mrs     x9, elr_el1
        add     x9, x9, #4
        msr     elr_el1, x9
        ldr     w9, [x19, #DATA_FAULTS]
        add     w9, w9, #1
        str     w9, [x19, #DATA_FAULTS]
        eret

        .balign 2048
vectors:
        .org    vectors + 0x200 /* synchronous, from EL1 with its own stack pointer */
        b       fault
        .org    vectors + 0x280 /* IRQ */
        b       handler
script_guest_end:
