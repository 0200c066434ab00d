/*
 * The machine's first instructions, in M-mode: looks whether this CPU can run the hypervisor, hands
 * every trap and counter to S-mode, says what S-mode may do with memory, and starts the hypervisor
 * there, on hart 0. The other harts wait until it starts them: firmware_calls.S.
 *
 * In:   a0 = hart, a1 = device tree, a2 = struct fw_dynamic_info, whose third word says where the
 *       hypervisor was loaded (the interface that OpenSBI has with QEMU).
 * Out:  a0 and a1 as they came. Every trap that can be delegated is, except for calls of the
 *       hypervisor: those are answered in firmware_calls.S.
 * Else: what the CPU lacks is printed, and QEMU ends with status 1. s0 = the words for what is used
 *       next: a trap here means that the CPU does not have it.
 */
#include "firmware.h"
#include "image.h"
#include "memory_map.h"

#define NEXT_ADDRESS 16
#define MPP_S        (1 << 11)
#define MPP_MASK     (3 << 11)
#define STCE         63 /* menvcfg: stimecmp may be used */
#define CBZE         7  /* and cbo.zero */
#define MSTATUS_MDT  42 /* a trap would be a double one: set by a reset and by each trap (Smdbltrp) */

/* misa: what the hypervisor is compiled for, the modes that it needs, and guests */
#define LETTER(l) (1 << ((l) - 'A'))
#define NEEDED (LETTER('A') | LETTER('C') | LETTER('H') | LETTER('I') | LETTER('M') | \
                LETTER('S') | LETTER('U'))

/* As in console.c and power.c */
#define LSR      5
#define LSR_THRE 0x20
#define FAIL     (1 << 16 | 0x3333)
#define PAGE     0x1000
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

/* Sets bits of a register that an older CPU does not have: a trap continues after it. */
.macro  set_if_there csr, bits
        la      t2, 1f
        csrw    mtvec, t2
        csrs    \csr, \bits
1:      csrc    mstatus, s1
        la      t2, lacking
        csrw    mtvec, t2
.endm

/* Writes a register, which has to hold the value then: else the CPU lacks what s0 says. */
.macro  write csr, value
        csrw    \csr, \value
        csrr    t4, \csr
        bne     t4, \value, lacking
.endm

/* A hart that was started has its stacks in its own block, at a1. So its regions 5 to 9 divide this
 * block, and not the first CPU's; all of the image around the block is data. */
.macro  own_stacks
        ld      t4, IMAGE_ENDS + 8 * 7(t1) /* the image's end */
        srli    t4, t4, 2
        csrw    pmpaddr9, t4
        srli    t2, a1, 2
        li      t3, PAGE >> 2
        .irp    n, 5, 6, 7, 8
        add     t2, t2, t3
        csrw    pmpaddr\n, t2
        .endr
.endm

        .option norvc /* the CPU may have no compressed instructions */
        .section .text.boot, "ax"
        .globl  _start, start_hart
_start:
        csrr    t0, mhartid
        bnez    t0, wait_for_start
        li      t6, 0
start_hart: /* a0, a1: for the hypervisor; t6 = where it begins, or 0: at the image's start */
        la      t2, lacking
        csrw    mtvec, t2

        /* 1. what there must be */
        la      s0, rv64
        li      t0, -1
        srli    t1, t0, 31
        srli    t1, t1, 1
        beqz    t1, lacking
        li      s1, 1
        slli    s1, s1, MSTATUS_MDT
        csrc    mstatus, s1
        csrr    t1, misa
        beqz    t1, 1f /* M.1.1: it may say nothing */
        not     t1, t1
        li      t2, NEEDED
        and     t1, t1, t2
        bnez    t1, lacks_letter
1:      la      s0, fence_i
        fence.i

        /* 2. every trap, every counter, the timer, and what Smstateen holds back (its chapter: the
         * bits are 0 after a reset) */
        la      s0, s_mode
        csrw    medeleg, t0
        li      t1, ECALL_FROM_S
        csrc    medeleg, t1
        csrw    mideleg, t0
        csrw    mcounteren, t0
        li      t1, 1
        slli    t1, t1, STCE
        addi    t1, t1, 1 << CBZE
        set_if_there 0x30a, t1 /* menvcfg */
        .irp    n, 0, 1, 2, 3
        set_if_there 0x30c + \n, t0 /* mstateen0 to mstateen3 */
        .endr

        /* 3. memory: pmpaddr holds an address without its low two bits, M.7.1. All of these registers
         * are WARL: a region that does not exist reads as 0. */
        la      s0, pmp
        bnez    t6, 1f
        ld      t1, NEXT_ADDRESS(a2)
        la      t2, next_image
        sd      t1, (t2) /* for the harts that start later */
1:      ld      t1, next_image
        csrw    pmpaddr0, t0
        li      t2, PMP_NAPOT | PMP_R | PMP_W | PMP_X /* all of it */
        write   pmpcfg0, t2
        ld      t2, IMAGE_HEADER(t1)
        li      t3, IMAGE_MAGIC
        bne     t2, t3, 2f /* to an image that does not say where its regions are */
        li      t2, PAGE >> 2
        write   pmpaddr0, t2
        li      t2, RAM_START >> 2
        write   pmpaddr1, t2
        .irp    n, 2, 3, 4, 5, 6, 7, 8, 9
        ld      t2, IMAGE_ENDS + 8 * (\n - 2)(t1)
        srli    t2, t2, 2
        write   pmpaddr\n, t2
        .endr
        beqz    t6, 1f
        own_stacks
1:      csrw    pmpaddr10, t0
        li      t2, REGIONS_0_TO_7
        write   pmpcfg0, t2
        li      t2, REGIONS_8_TO_10
        write   pmpcfg2, t2
2:      sfence.vma /* M.7.2: nothing is remembered of what was allowed before */

        /* 4. to the hypervisor */
        la      t2, firmware_trap
        csrw    mtvec, t2
        la      t2, own_area
        slli    t3, a0, AREA_SHIFT
        add     t2, t2, t3
        csrw    mscratch, t2
        li      t2, MSIE
        csrw    mie, t2
        li      t2, MPP_MASK
        csrc    mstatus, t2
        li      t2, MPP_S
        csrs    mstatus, t2
        beqz    t6, 1f
        mv      t1, t6
1:      csrw    mepc, t1
        mret

/* --- The end of a machine that cannot run the hypervisor --- */

/* t1 = the letters that misa lacks, from A on: the first one is named. */
lacks_letter:
        li      t4, 'A'
1:      andi    t2, t1, 1
        bnez    t2, 2f
        srli    t1, t1, 1
        addi    t4, t4, 1
        j       1b
2:      mv      s1, t4
        la      t1, this_cpu
        jal     t5, print
        mv      t4, s1
        jal     t5, print_byte
        la      t1, extension
        j       end

        .balign 4
lacking:
        la      t1, this_cpu
        jal     t5, print
        mv      t1, s0
        jal     t5, print
        la      t1, needs_it
        j       end

        .globl  trapped
trapped:
        la      t1, undelegated
end:    jal     t5, print
        li      t0, FINISHER
        lui     t1, FAIL >> 12 /* li would be an instruction that 32-bit CPUs do not have */
        addi    t1, t1, FAIL & 0xfff
        sw      t1, (t0)
1:      wfi
        j       1b

/* Prints what t1 points to, up to a 0; lost: t0, t1, t2, t4. Returns to t5. */
print:  lbu     t4, (t1)
        addi    t1, t1, 1
        bnez    t4, 1f
        jr      t5
1:      mv      t6, t5
        jal     t5, print_byte
        mv      t5, t6
        j       print

/* Prints the byte in t4; lost: t0, t2. Returns to t5. */
print_byte:
        li      t0, UART
1:      lbu     t2, LSR(t0)
        andi    t2, t2, LSR_THRE
        beqz    t2, 1b
        sb      t4, (t0)
        jr      t5

this_cpu:
        .asciz  "panic: boot: this CPU has no "
rv64:   .asciz  "64-bit registers (RV64)"
extension:
        .asciz  " extension, so no guest can be entered\n"
fence_i:
        .asciz  "fence.i (Zifencei)"
s_mode: .asciz  "S-mode"
pmp:    .asciz  "physical memory protection (PMP) with 11 regions"
needs_it:
        .asciz  ", which the hypervisor needs\n"
undelegated:
        .asciz  "panic: firmware: a trap came to M-mode, which delegates all that it can\n"
