/* AArch64: the guest. x19 = its data, x20 = the script; only the handler uses x23 to x26. */
#include "timer_guest.h"

        .section .rodata
        .globl  timer_guest_start, timer_guest_end
        .balign 2048
timer_guest_start:
        adr     x0, vectors
        msr     vbar_el1, x0
        isb
        movz    x19, #(GUEST_DATA & 0xffff)
        movk    x19, #(GUEST_DATA >> 16), lsl #16
        add     x20, x19, #DATA_SCRIPT
next:
        ldrsw   x21, [x20], #4
        ldrsw   x22, [x20], #4
        cbz     x21, off
        cmp     x21, #SCRIPT_SET
        b.eq    set
        cmp     x21, #SCRIPT_ON
        b.eq    on
        cmp     x21, #SCRIPT_UNTIL_COUNT
        b.eq    until_count
        cmp     x21, #SCRIPT_UNTIL_RAISED
        b.eq    until_raised
        wfi
        msr     daifclr, #2 /* I */
        nop
        ldr     w0, [x19, #DATA_COUNT]
        str     w0, [x19, #DATA_SEEN]
        b       next
set:
        ldr     w0, [x19, #DATA_NUMBER]
        mov     x1, x22
        hvc     #0
        b       next
on:
        msr     daifclr, #2
        b       next
until_count:
        ldrsw   x0, [x19, #DATA_COUNT]
        cmp     x0, x22
        b.lt    until_count
        b       next
until_raised:
        ldrsw   x0, [x19, #DATA_RAISED]
        cmp     x0, x22
        b.lt    until_raised
        b       next
off:
        movz    x0, #8
        movk    x0, #0x8400, lsl #16 /* SYSTEM_OFF */
        hvc     #0

handler:
        mov     x23, x0
        mov     x24, x1
        mrs     x26, nzcv
        ldr     w25, [x19, #DATA_COUNT]
        add     x1, x19, x25, lsl #2
        ldrsw   x1, [x1, #DATA_ANSWERS]
        add     w25, w25, #1
        str     w25, [x19, #DATA_COUNT]
        ldr     w0, [x19, #DATA_NUMBER]
        hvc     #0
        msr     nzcv, x26
        mov     x0, x23
        mov     x1, x24
        eret

        .balign 2048
vectors:
        .org    vectors + 0x280 /* IRQ, from EL1 with its own stack pointer */
        b       handler
timer_guest_end:
