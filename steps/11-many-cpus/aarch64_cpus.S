/*
 * Where another CPU starts: at EL2, untranslated.
 *
 * In:       x0 = its block.
 * Jumps to: cpu_main, on the block's stack.
 */
#include "registers.h"

#define CPU_BLOCK 0x8000

        .text
        .globl  cpu_entry
cpu_entry:
        msr     daifset, #DAIF_ALL
        msr     spsel, #1
        ldr     x1, =HCR_RW
        msr     hcr_el2, x1
        isb
        bl      set_up_translation
        mov     x1, #CPU_BLOCK - 16 /* below the block's end, which is another block's start */
        add     sp, x0, x1
        bl      cpu_main
