/*
 * RISC-V: from the firmware to C.
 *
 * In:       S-mode, no translation; a0 = hart, a1 = device tree.
 * Jumps to: kernel_start(device tree, hart), translated, on the boot stack, with .bss zeroed.
 *
 * And another hart's first instructions, SBI 2.0, 9.1:
 * In:       as above, but a1 = where its stack ends.
 * Jumps to: cpu_begins(), translated as the first one is by then, on that stack.
 */
#include "paging.h"

#define SATP_SV39   (8 << 60)
#define PAGE_1G     (PTE_VALID | PTE_R | PTE_W | PTE_X | PTE_A | PTE_D)
#define SSTATUS_FS  (3 << 13)

#define SCOUNTEREN_TM (1 << 1)

        .section .text.boot, "ax"
        .globl  _start, other_start
_start:
        la      t0, bss_start
        la      t1, bss_end
1:      sd      zero, (t0)
        addi    t0, t0, 8
        bltu    t0, t1, 1b
        la      t2, upper_half
        j       translate
other_start:
        la      t2, other_upper_half

        /* 1. translation on: this code is mapped twice, here and in the upper half */
translate:
        csrw    sie, zero
        csrw    sscratch, zero /* as always in the kernel: vectors.S */
        li      t0, SSTATUS_FS
        csrs    sstatus, t0    /* programs have floating point, and the kernel switches it */
        li      t0, SCOUNTEREN_TM
        csrw    scounteren, t0 /* they may read the time, and count nothing */
        la      t0, boot_root
        srli    t0, t0, 12
        li      t1, SATP_SV39
        or      t0, t0, t1
        li      t3, KERNEL_BASE
        add     t2, t2, t3
        sfence.vma
        csrw    satp, t0
        jr      t2

        /* 2. to C */
upper_half:
        la      sp, boot_stack_top
        mv      t0, a0
        mv      a0, a1
        mv      a1, t0
        call    kernel_start

        /* another hart: the boot stack's tables have no other stack */
other_upper_half:
        ld      t0, kernel_root
        sub     t0, t0, t3
        srli    t0, t0, 12
        or      t0, t0, t1
        csrw    satp, t0
        sfence.vma
        mv      sp, a1
        call    cpu_begins

/* Pages of 1 GiB: the 8 GiB from address 0 on in the upper half, and the third GiB where it is. */
        .data
        .balign 4096
boot_root:
        .quad   0, 0
        .quad   2 << 28 | PAGE_1G
        .fill   253, 8, 0
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7
        .quad   \n << 28 | PAGE_1G
        .endr
        .fill   248, 8, 0
