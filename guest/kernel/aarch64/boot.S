/*
 * AArch64: from the loader to C.
 *
 * In:       EL1, no translation; x0 = device tree.
 * Jumps to: kernel_start(device tree, affinity), translated, on the boot stack, with .bss zeroed.
 *
 * And another CPU's first instructions, PSCI 6.4:
 * In:       as above, but x0 = where its stack ends.
 * Jumps to: cpu_begins(), translated as the first one is by then, on that stack.
 */
#include "paging.h"

#define BLOCK_1G (PTE_VALID | PTE_INNER | PTE_AF)

/* Armv8-A D17.2 */
#define MAIR      0x00ff /* attribute 0: normal, write-back; 1: device, nGnRnE */
#define TCR_HALF  (25 | 1 << 8 | 1 << 10 | 3 << 12) /* 39 bits; walks write-back, inner shareable */
#define TCR_TG1   (2 << 30) /* 4 KiB: TG0 has another number for it */
#define SCTLR_ON  (1 << 0 | 1 << 2 | 1 << 12) /* translation and both caches */
#define SCTLR_EL0 (1 << 14 | 1 << 15 | 1 << 16 | 1 << 18 | 1 << 26) /* DZE, UCT, nTWI, nTWE, UCI */
#define SCTLR_RES1 (1 << 11 | 1 << 20 | 1 << 22 | 1 << 23 | 1 << 28 | 1 << 29)
#define CPACR_FPEN (3 << 20)
#define AFFINITY   0xff00ffffff /* of MPIDR_EL1 */

        .section .text.boot, "ax"
        .globl  _start, other_start
/* The header of an arm64 image of Linux: QEMU gives a device tree and an initrd to such images. */
_start:
        b       start
        .long   0
        .quad   0x200000               /* from the beginning of RAM: link.ld */
        .quad   image_size
        .quad   2                      /* little-endian, pages of 4 KiB */
        .quad   0, 0, 0
        .ascii  "ARM\x64"
        .long   0

start:  ldr     x3, =upper_half
        b       translate
other_start:
        ldr     x3, =other_upper_half

        /* 1. translation on: this code is mapped twice, here and in the upper half */
translate:
        ldr     x1, =MAIR
        msr     mair_el1, x1
        ldr     x1, =(TCR_HALF | TCR_HALF << 16 | TCR_TG1)
        mrs     x2, id_aa64mmfr0_el1
        bfi     x1, x2, #32, #3        /* IPS = PARange: what addresses the CPU has */
        msr     tcr_el1, x1
        adr     x1, boot_root
        msr     ttbr0_el1, x1
        msr     ttbr1_el1, x1
        mov     x1, #CPACR_FPEN        /* programs have floating point; the kernel switches it */
        msr     cpacr_el1, x1
        msr     tpidr_el0, xzr
        msr     tpidrro_el0, xzr
        dsb     sy
        tlbi    vmalle1
        dsb     nsh
        ldr     x1, =(SCTLR_RES1 | SCTLR_ON | SCTLR_EL0)
        isb
        msr     sctlr_el1, x1
        isb
        br      x3

        /* 2. to C: .bss is zeroed with the caches on */
upper_half:
        adr     x1, bss_start
        adr     x2, bss_end
1:      stp     xzr, xzr, [x1], #16
        cmp     x1, x2
        b.lo    1b
        adr     x1, boot_stack_top
        mov     sp, x1
        mrs     x1, mpidr_el1
        ldr     x2, =AFFINITY
        and     x1, x1, x2
        bl      kernel_start

        /* another CPU: the boot stack's tables have no other stack */
other_upper_half:
        ldr     x2, =KERNEL_BASE
        ldr     x3, =kernel_root
        ldr     x3, [x3]
        sub     x3, x3, x2
        msr     ttbr1_el1, x3
        isb
        tlbi    vmalle1
        dsb     nsh
        isb
        mov     sp, x0
        bl      cpu_begins

/* Blocks of 1 GiB, from address 0 on, for both halves: devices, and 7 GiB of RAM. */
        .data
        .balign 4096
boot_root:
        .quad   BLOCK_1G | PTE_DEVICE
        .irp    n, 1, 2, 3, 4, 5, 6, 7
        .quad   \n << 30 | BLOCK_1G
        .endr
        .fill   504, 8, 0
