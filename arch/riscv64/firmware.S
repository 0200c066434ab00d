/*
 * The machine's first instructions, in M-mode: hands every trap and counter to S-mode, says what
 * S-mode may do with memory, and starts the hypervisor there.
 *
 * In:   a0 = hart, a1 = device tree, a2 = struct fw_dynamic_info, whose third word says where the
 *       hypervisor was loaded (the interface that OpenSBI has with QEMU).
 * Out:  a0 and a1 as they came. Nothing of M-mode is left behind: no trap leads here, as
 *       every one is delegated.
 */
#include "image.h"

#define NEXT_ADDRESS 16
#define MPP_S        (1 << 11)
#define MPP_MASK     (3 << 11)
#define STCE         63 /* menvcfg: stimecmp may be used */

#define PAGE      0x1000
#define RAM_START 0x80000000

/* What S-mode may do in each region, from low to high. */
#define NOTHING PMP_TOR
#define READ    (PMP_TOR | PMP_R)
#define DATA    (PMP_TOR | PMP_R | PMP_W)
#define CODE    (PMP_TOR | PMP_R | PMP_X)
#define ALL     (PMP_TOR | PMP_R | PMP_W | PMP_X)

#define REGIONS_0_TO_7                                          \
        NOTHING         /* 0: page 0, where NULL leads */       \
        | DATA << 8     /* 1: devices */                        \
        | NOTHING << 16 /* 2: this firmware */                  \
        | CODE << 24    /* 3: text */                           \
        | READ << 32    /* 4: read-only data */                 \
        | DATA << 40    /* 5: data */                           \
        | NOTHING << 48 /* 6: the page below the trap stack */  \
        | DATA << 56    /* 7: the trap stack */
#define REGIONS_8_TO_10                                         \
        NOTHING         /* 8: the page below the boot stack */  \
        | DATA << 8     /* 9: the boot stack */                 \
        | ALL << 16     /* 10: all other memory */

        .section .text.boot, "ax"
        .globl  _start
_start:
        csrr    t0, mhartid
1:      bnez    t0, 1b /* one hart is enough */

        /* 1. every trap, every counter, and the timer */
        li      t0, -1
        csrw    medeleg, t0
        csrw    mideleg, t0
        csrw    mcounteren, t0
        li      t1, 1
        slli    t1, t1, STCE
        la      t2, 1f
        csrw    mtvec, t2 /* an older CPU has no menvcfg: it goes on below */
        csrs    0x30a, t1 /* menvcfg */
        .balign 4
1:

        /* 2. memory: pmpaddr holds an address without its low two bits */
        ld      t1, NEXT_ADDRESS(a2)
        csrw    pmpaddr0, t0
        li      t2, PMP_NAPOT | PMP_R | PMP_W | PMP_X /* all of it */
        csrw    pmpcfg0, t2
        ld      t2, IMAGE_HEADER(t1)
        li      t3, IMAGE_MAGIC
        bne     t2, t3, 2f /* to an image that does not say where its regions are */
        li      t2, PAGE >> 2
        csrw    pmpaddr0, t2
        li      t2, RAM_START >> 2
        csrw    pmpaddr1, t2
        .irp    n, 2, 3, 4, 5, 6, 7, 8, 9
        ld      t2, IMAGE_ENDS + 8 * (\n - 2)(t1)
        srli    t2, t2, 2
        csrw    pmpaddr\n, t2
        .endr
        csrw    pmpaddr10, t0
        li      t2, REGIONS_0_TO_7
        csrw    pmpcfg0, t2
        li      t2, REGIONS_8_TO_10
        csrw    pmpcfg2, t2
2:      sfence.vma /* M.7.2: nothing is remembered of what was allowed before */

        /* 3. to the hypervisor */
        li      t2, MPP_MASK
        csrc    mstatus, t2
        li      t2, MPP_S
        csrs    mstatus, t2
        csrw    mepc, t1
        mret
