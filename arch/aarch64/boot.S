/*
 * From QEMU to C, at EL2, untranslated.
 *
 * In:   x0 = device tree, or 0: it then lies at the start of RAM.
 * Goes: to machine_start(device tree), on the boot stack, with .bss zeroed.
 */
#include "registers.h"

#define RAM_START 0x40000000

        .section .text.boot, "ax"
        .globl  _start
_start:
        msr     daifset, #DAIF_ALL
        msr     spsel, #1
        mrs     x1, CurrentEL
        cmp     x1, #CURRENT_EL2
        b.ne    1f /* machine_start() says so */
        ldr     x1, =SCTLR_EL2_UNTRANSLATED
        msr     sctlr_el2, x1
        ldr     x1, =host_vectors
        msr     vbar_el2, x1
        isb

1:      ldr     x1, =boot_stack_top
        mov     sp, x1
        ldr     x1, =bss_start
        ldr     x2, =image_end
2:      stp     xzr, xzr, [x1], #16
        cmp     x1, x2
        b.lo    2b

        cbnz    x0, 3f
        mov     x0, #RAM_START
3:      bl      machine_start
