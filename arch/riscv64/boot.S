/*
 * From the firmware to C, in HS-mode, untranslated.
 *
 * In:       a0 = hart, a1 = device tree.
 * Jumps to: machine_start(device tree, hart), on the boot stack, with .bss zeroed.
 */
#include "image.h"

        .section .text.boot, "ax"
        .globl  _start
_start:
        j       start

        .org    _start + IMAGE_HEADER
        .quad   IMAGE_MAGIC
        .org    _start + IMAGE_ENDS
        .quad   image_start, text_end, rodata_end
        .quad   trap_guard, trap_guard + 4096, boot_guard, boot_guard + 4096, boot_stack_top

start:
        csrw    sie, zero
        csrw    satp, zero
        la      sp, boot_stack_top
        la      t0, host_trap
        csrw    stvec, t0
        csrw    sscratch, zero

        la      t0, bss_start
        la      t1, bss_end
1:      sd      zero, (t0)
        addi    t0, t0, 8
        bltu    t0, t1, 1b

        mv      t0, a0
        mv      a0, a1
        mv      a1, t0
        call    machine_start
