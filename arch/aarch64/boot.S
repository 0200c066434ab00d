/*
 * From QEMU to C, at EL2, identity-mapped.
 *
 * In:       x0 = device tree, or 0: it then lies at the start of RAM.
 * Jumps to: machine_start(device tree), on the boot stack, with .bss zeroed.
 */
#include "image.h"
#include "memory_map.h"

#define GIB       (1 << 30)
#define MIB       (1 << 20)

        .section .text.boot, "ax"
        .globl  _start
_start:
        msr     daifset, #DAIF_ALL
        msr     spsel, #1
        mrs     x1, CurrentEL
        cmp     x1, #CURRENT_EL2
        b.ne    1f /* machine_start() says so */
        /* D19.2, HCR_EL2: unknown after a reset, and it decides which layout EL2's registers have */
        ldr     x1, =HCR_RW
        msr     hcr_el2, x1
        isb
        bl      set_up_translation

        /* 3. to C */
1:      ldr     x1, =boot_stack_top
        mov     sp, x1
        ldr     x1, =bss_start
        ldr     x2, =bss_end
2:      stp     xzr, xzr, [x1], #16
        cmp     x1, x2
        b.lo    2b

        cbnz    x0, 3f
        mov     x0, #RAM_START
3:      bl      machine_start

/*
 * For each CPU, once it is at EL2: the vectors and the translation of EL2.
 *
 * Clobbers: x1, x2.
 */
        .globl  set_up_translation
set_up_translation:
        ldr     x1, =host_vectors
        msr     vbar_el2, x1

        /* 1. the tables: which, and what the walk has to know of them */
        ldr     x1, =host_root
        msr     ttbr0_el2, x1
        ldr     x1, =MAIR_EL2_VALUE
        msr     mair_el2, x1
        mrs     x1, id_aa64mmfr0_el1
        and     x1, x1, #ID_AA64MMFR0_PARANGE
        mov     x2, #TCR_PS_MAX
        cmp     x1, x2
        csel    x1, x1, x2, lo
        ldr     x2, =TCR_EL2_RES1 | TCR_SH0 | TCR_ORGN0 | TCR_IRGN0 | TCR_T0SZ
        orr     x1, x2, x1, lsl #TCR_PS_SHIFT
        msr     tcr_el2, x1

        /* 2. turn translation on. The loader has cleaned the image from the caches, and nothing has
         * bypassed them since: only cached instructions and translations can be stale. */
        ic      iallu
        tlbi    alle2
        dsb     nsh
        isb
        ldr     x1, =SCTLR_EL2_ON
        msr     sctlr_el2, x1
        isb
        ret

/*
 * The tables, for QEMU's virt machine: devices below 1 GiB, where the image and RAM begin, and again
 * from 256 GiB on. boot.c does the rest: here every page around the image may do everything.
 */
.macro  entries count, size, bits
        .rept   \count
        .quad   at | \bits
        .set    at, at + \size
        .endr
.endm

        .data
        .globl  image_pages
        .balign 4096
host_root:
        .quad   devices + ENTRY_TABLE
        .quad   image_gib + ENTRY_TABLE
        .set    at, 2 * GIB
        entries 254, GIB, ENTRY_RAM | ENTRY_XN | ENTRY_BLOCK
        entries 256, GIB, ENTRY_MMIO | ENTRY_BLOCK
devices:
        .set    at, 128 * MIB
        .fill   64, 8, 0 /* flash, which is not used; NULL points there */
        entries 448, 2 * MIB, ENTRY_MMIO | ENTRY_BLOCK
image_gib:
        .set    at, RAM_START
        entries 1, 2 * MIB, ENTRY_RAM | ENTRY_XN | ENTRY_BLOCK
        .quad   image_pages + ENTRY_TABLE
        .set    at, at + 2 * MIB
        entries 510, 2 * MIB, ENTRY_RAM | ENTRY_XN | ENTRY_BLOCK
image_pages:
        .set    at, RAM_START + 2 * MIB
        entries 512, 4096, ENTRY_RAM | ENTRY_PAGE
