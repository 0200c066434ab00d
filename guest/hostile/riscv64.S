/*
 * RISC-V: a hostile guest: a series of attempts, 128 bytes each, each preceded by its expected
 * outcome. Step 5 stops it at the first one. tests/hostile/ enters each of them in a new guest with
 * 1 MiB of memory from 0x80000000 on, and tells it in a0 to a5 where the stage-2 root, the vcpu, the stack and
 * the image of the hypervisor are, and the host's words before and after the guest's memory. Words in braces
 * are these addresses; "resumed" is the ecall that fills the rest of an attempt.
 */
        .set    SLOT,  128
        .set    BASE,  0x80000000
        .set    END,   0x80100000
        .set    TABLE, 0x800e0000 /* the guest's page tables: two pages */
        .set    LEAF,  0xcf       /* D, A, X, W, R, V */

        .option norvc
        .globl  _start

.macro attempt wanted
        .pushsection .wanted
        .asciz  "\wanted"
        .popsection
        .balignl SLOT, 0x00000073
.endm

/* Reads, writes and executes at the address that the instructions put into s0. */
.macro each_way wanted, instructions
        attempt "\wanted"
        \instructions
        lbu     t0, (s0)
        attempt "\wanted"
        \instructions
        ld      t0, (s0)
        attempt "\wanted"
        \instructions
        sd      t0, (s0)
        attempt "\wanted"
        \instructions
        amoadd.d t0, t0, (s0)
        attempt "\wanted"
        \instructions
        jr      s0
.endm

/* The same with the guest's own paging on; the instructions put an entry for addresses below 1 GiB into t0. */
.macro each_way_paged wanted, at, instructions
        each_way "\wanted", "\instructions; jal paging_on; li s0, \at"
.endm

        .text
_start:
/* --- Addresses: the hypervisor's, the devices', and the edges --- */
        each_way "fault {root}", "mv s0, a0"
        each_way "fault {vcpu}", "mv s0, a1"
        each_way "fault {stack}", "mv s0, a2"
        each_way "fault {image}", "mv s0, a3"
        each_way "fault {before}", "mv s0, a4"
        each_way "fault {behind}", "mv s0, a5"
        .irp    at, 0, 0x1000, 0x100000, 0x2000000, 0xc000000, 0x10000000, 0x10001000, 0x20000000, 0x30000000
        each_way "fault {\at}", "li s0, \at" /* from the finisher at 1 MiB to the PCI configuration */
        .endr
        each_way "fault {0x7ffffff8}", "li s0, BASE - 8"
        each_way "fault {0x80100000}", "li s0, END"
        each_way "fault {0x1fffffffff8}", "li s0, (1 << 41) - 8" /* the last of the second translation */
        each_way "fault {1 << 41}", "li s0, 1 << 41"
        each_way "fault {(1 << 64) - 8}", "li s0, -8"

/* The GPA to the byte. */
        .irp    low, 1, 2, 3
        attempt "fault {0x10000000 + \low}"
        li      s0, 0x10000000 + \low
        sb      t0, (s0)
        .endr

/* Across an edge: into the next page, and around the end of all addresses. */
        attempt "fault {0x80100000}"
        li      s0, END - 4
        ld      t0, (s0)
        attempt "fault {0x80100000}"
        li      s0, END - 4
        sd      t0, (s0)
        attempt "fault {0x80100000}"
        li      s0, END - 2
        li      t0, 3 /* half an instruction */
        sh      t0, (s0)
        fence.i
        jr      s0
        attempt "fault {0x7fffffff}|fault {0x7ffffffc}"
        li      s0, BASE - 4
        ld      t0, (s0)
        attempt "fault {(1 << 64) - 4}"
        li      s0, -4
        ld      t0, (s0)

/* --- The second translation's root has 16 KiB: all four pages of it are ours, and lead nowhere --- */
        .irp    at, 1 << 30, 511 << 30, 512 << 30, 513 << 30, 1023 << 30, 1024 << 30, 1536 << 30, 2047 << 30
        each_way "fault {\at}", "li s0, \at"
        .endr
        each_way "fault {0x10100f9835000}", "li s0, 0x10100f9835000"

/* --- The guest's own paging, that leads outside, to itself, or to nonsense --- */
        each_way_paged "fault {0x10000000}", 0x10000000, "li t0, LEAF"
        each_way_paged "fault {0x40000100}", 0x100, "li t0, 0x40000000 >> 2 | LEAF"
        each_way "fault {root}", "li t0, BASE >> 2 | LEAF; jal paging_on; slli s0, a0, 34; srli s0, s0, 34"
        each_way_paged "fault {0x10000008}", 0x200000, "li t0, 0x10000000 >> 2 | 1"
        each_way_paged "fault {root + 8}", 0x200000, "srli t0, a0, 12; slli t0, t0, 10; ori t0, t0, 1"
        each_way_paged "fault {image + 8}", 0x200000, "srli t0, a3, 12; slli t0, t0, 10; ori t0, t0, 1"
        each_way_paged "fault {0xfffffffffff000}", 0, "li t0, 0xfffffffffff << 10 | 1"
        each_way_paged "fault {0xffffffc0000000}", 0, "li t0, 0xffffffc0000 << 10 | LEAF"
        each_way_paged "exception 0xd|exception 0xf|exception 0xc", 0, "li t0, 0x1000 >> 2 | LEAF" /* not aligned */
        each_way_paged "exception 0xd|exception 0xf|exception 0xc", 0, "li t0, TABLE >> 2 | 1" /* itself, thrice */
        each_way_paged "exception 0xd|exception 0xf|exception 0xc", 1 << 38, "li t0, LEAF"
        each_way_paged "exception 0xd|exception 0xf|exception 0xc", 0, "li t0, 7 << 60 | LEAF"
        attempt "resumed" /* itself, twice: the guest's own first page */
        li      t0, TABLE >> 2 | 1
        jal     paging_on
        li      s0, 2 << 12
        ld      t0, (s0)
        .irp    mode, 8, 9, 10
        attempt "fault {0x10000000}|fault {0x10000010}"
        li      t0, \mode << 60 | 0x10000
        csrw    satp, t0
        sfence.vma
        attempt "fault {0xfffffffffff000}|fault {0xfffffffffff010}"
        li      t0, \mode << 60 | 0xfffffffffff
        csrw    satp, t0
        sfence.vma
        .endr

/* --- User mode: it is no way around the guest's kernel, nor around us --- */
.macro user wanted, instructions
        attempt "\wanted"
        la      t0, 1f
        csrw    sepc, t0
        sret
1:      \instructions
.endm
        user    "exception 0x8", "ecall"
        user    "register", "csrr t0, sstatus"
        user    "register", "csrw satp, zero"
        user    "register", "csrr t0, hstatus"
        user    "instruction", "sret"
        user    "instruction", ".word 0x6c044573" /* hlv.d a0, (s0) */
        user    "instruction|wait", "wfi"
        user    "fault {image}", "ld t0, (a3)"
        user    "fault {0x10000000}", "li s0, 0x10000000; sb t0, (s0)"
        user    "fault {stack}", "jr a2"

/* --- Instructions that the tables of tests/hostile/ do not reach --- */
        attempt "resumed"
        fence.i
        attempt "instruction"
        .word   0x02007053 /* fadd.d */
        attempt "instruction"
        li      t0, 0x6600 /* the guest's sstatus.FS and VS, not the host's */
        csrs    sstatus, t0
        .word   0x02007053
        attempt "instruction"
        .word   0
        .irp    what, 0, 1, 2, 4
        attempt "instruction|fault {image}"
        .word   \what << 20 | 13 << 15 | 2 << 12 | 0xf /* cbo.inval, clean, flush, zero (a3) */
        .endr

/* Nothing of the host's is in a register, but what the test told. */
        attempt "resumed"
        .irp    r, ra, sp, gp, tp, t0, t1, t2, s0, s1, a6, a7, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, t3, t4, t5, t6
        bnez    \r, is_not_zero
        .endr

        .balignl SLOT, 0x00000073
is_not_zero:
        unimp

/* The guest's table: t0 for the first GiB, and its own GiB one to one. */
paging_on:
        li      t1, TABLE
        sd      t0, (t1)
        li      t2, BASE >> 2 | LEAF
        sd      t2, 16(t1)
        li      t2, 8 << 60 | TABLE >> 12
        csrw    satp, t2
        sfence.vma
        ret
