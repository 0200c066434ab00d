/*
 * AArch64: a hostile guest: a series of attempts, 128 bytes each, each preceded by its expected
 * outcome. Step 5 stops it at the first one. tests/hostile/ enters each of them in a new guest with
 * 1 MiB of memory from 0x40000000 on, and tells it in x0 to x5 where the stage-2 root, the vcpu, the stack and
 * the image of the hypervisor are, and the host's words before and after the guest's memory. Words in braces
 * are these addresses; "resumed" is the hvc that fills the rest of an attempt; "own exception" is one that
 * the guest takes itself, of that class, with no memory at its vectors.
 */
        .set    SLOT,  128
        .set    BASE,  0x40000000
        .set    END,   0x40100000
        .set    TABLE, 0x400e0000 /* the guest's page tables: two pages */
        .set    BLOCK, 0x401      /* access flag, ordinary memory, valid */
        .set    MMU,   0x200800019 /* TCR_EL1: 39 bits of address, and nothing above them; 40 of what comes out */

        .globl  _start

.macro attempt wanted
        .pushsection .wanted
        .asciz  "\wanted"
        .popsection
        .balignl SLOT, 0xd4000002
.endm

/* Reads, writes and executes at the address that the instructions put into x9. */
.macro each_way wanted, instructions
        attempt "\wanted"
        \instructions
        ldrb    w10, [x9]
        attempt "\wanted"
        \instructions
        ldp     x10, x11, [x9]
        attempt "\wanted"
        \instructions
        str     x10, [x9]
        attempt "\wanted"
        \instructions
        ldxr    x10, [x9]
        attempt "\wanted"
        \instructions
        br      x9
.endm

/* The same with the guest's own paging on; the instructions put an entry for addresses from 2 GiB on, a GiB of
 * them, into x12. */
.macro each_way_paged wanted, at, instructions
        each_way "\wanted", "\instructions; bl paging_on; ldr x9, =\at"
.endm

        .text
_start:
/* --- Addresses: the hypervisor's, the devices', and the edges --- */
        each_way "fault {root}", "mov x9, x0"
        each_way "fault {vcpu}", "mov x9, x1"
        each_way "fault {stack}", "mov x9, x2"
        each_way "fault {image}", "mov x9, x3"
        each_way "fault {before}", "mov x9, x4"
        each_way "fault {behind}", "mov x9, x5"
        .irp    at, 0x1000, 0x4000000, 0x8000000, 0x80a0000, 0x9000000, 0x9020000, 0x9040000, 0xa000000, 0x10000000
        each_way "fault {\at}", "ldr x9, =\at" /* from the flash memory to the PCI devices */
        .endr
        each_way "fault {0x4010000000}", "ldr x9, =0x4010000000" /* the PCI configuration */
        each_way "fault {0x3ffffff8}", "ldr x9, =(BASE - 8)"
        each_way "fault {0x40100000}", "ldr x9, =END"
        each_way "fault {0x7ffffffff8}", "ldr x9, =0x7ffffffff8" /* the last of the second translation */
        each_way "fault {1 << 39}", "ldr x9, =0x8000000000"
        each_way "fault {1 << 43}", "ldr x9, =0x80000000000"
        each_way "own exception 0x25|own exception 0x21", "mov x9, #-8" /* more than 48 bits */

/* --- The guest's own paging, that leads outside, to itself, or to nonsense --- */
        each_way_paged "fault {0x9000000}", 0x89000000, "ldr x12, =BLOCK"
        each_way_paged "fault {0x8000000100}", 0x80000100, "ldr x12, =(0x8000000000 + BLOCK)"
        each_way_paged "fault {0x9000000}", 0x80200000, "ldr x12, =(0x9000000 + 3)"
        each_way_paged "fault {root}", 0x80200000, "orr x12, x0, #3"
        each_way_paged "fault {image}", 0x80200000, "orr x12, x3, #3"
        each_way_paged "own exception 0x25|own exception 0x21", 0x80000000, "ldr x12, =(0xffffc0000000 + BLOCK)"
        each_way_paged "own exception 0x25|own exception 0x21", 0x80000000, "ldr x12, =(0xfffffffff000 + 3)"
        each_way_paged "own exception 0x25|own exception 0x21", 0x80403000, "ldr x12, =(TABLE + 3)" /* itself, thrice */
        each_way_paged "own exception 0x25|own exception 0x21", 0xc0000000, "ldr x12, =BLOCK"
        each_way_paged "own exception 0x25|own exception 0x21", 0xffffffffffff0000, "ldr x12, =BLOCK"
        attempt "resumed" /* itself, four times: the guest's own table */
        ldr     x12, =(TABLE + 3 + BLOCK - 1)
        bl      paging_on
        ldr     x9, =0x80402000
        ldr     x10, [x9]
        each_way "fault {root}", "ldr x12, =(BASE + BLOCK); bl paging_on; ldr x9, =BASE; add x9, x9, x0"

/* --- Instructions that the tables of tests/hostile/ do not reach --- */
        .irp    number, 0, 1, 0xffff
        attempt "instruction"
        smc     #\number
        .endr
        attempt "instruction"
        hvc     #1
        attempt "instruction"
        ldr     w0, =0x84000008 /* SYSTEM_OFF, where the firmware would hear it */
        smc     #0
        attempt "exception 0x3c"
        brk     #0
        attempt "own exception 0x0"
        .word   0
        attempt "own exception 0x0"
        hlt     #0xf000 /* semihosting */
        attempt "own exception 0x15"
        svc     #0
        attempt "instruction"
        .word   0x1e602800 /* fadd */
        .irp    op, 0xd50b7420, 0xd5087620, 0xd50b7a20, 0xd50b7e20, 0xd50b7520 /* dc zva, ivac, cvac, civac; ic ivau */
        attempt "resumed|fault {image}|own exception 0x25"
        .word   \op | 3
        .endr
        attempt "own exception 0xe" /* to EL2: an illegal return */
        mov     x9, #0x3c9
        b       return_to_x9
        attempt "own exception 0xe"
        mov     x9, #0x3cd /* EL3 */
        b       return_to_x9

/* --- EL0: it is no way around the guest's kernel, nor around us --- */
.macro user wanted, instructions
        attempt "\wanted"
        mov     x9, #0
        adr     x10, 1f
        b       return_to_x10
1:      \instructions
.endm
        user    "own exception 0x0", "hvc #0"
        user    "own exception 0x0", "smc #0"
        user    "own exception 0x15", "svc #0"
        user    "own exception 0x0|own exception 0x18", "mrs x9, sctlr_el1"
        user    "own exception 0x0|own exception 0x18", "mrs x9, hcr_el2"
        user    "own exception 0x0|own exception 0x18|register", "mrs x9, pmccntr_el0"
        user    "own exception 0x0|own exception 0x18", "mrs x9, cntvct_el0"
        user    "own exception 0x0", "eret"
        user    "instruction", ".word 0x1e602800"
        user    "fault {image}", "ldr x9, [x3]"
        user    "fault {0x9000000}", "mov x9, #0x9000000; strb w10, [x9]"
        user    "fault {stack}", "br x2"

/* AArch32, where the CPU has it for EL0: it has other instructions and other vectors. */
.macro user32 wanted, instruction
        attempt "\wanted"
        mov     x9, #0x10
        adr     x10, 1f
        b       return_to_x10
1:      .word   \instruction, 0xef000000 /* svc */
.endm
        user32  "own exception 0x11", 0xef000000 /* svc */
        user32  "own exception 0x0", 0xe1400070 /* hvc #0 */
        user32  "own exception 0x0", 0xe1600070 /* smc #0 */
        user32  "own exception 0x0|own exception 0x3|register", 0xee111f10 /* mrc p15, 0, r1, c1, c0, 0 */
        user32  "own exception 0x0|own exception 0x3|own exception 0x5|register", 0xee190e1d /* mrc p14 */
        user32  "instruction|own exception 0x0", 0xeef10a10 /* vmrs */
        user32  "fault {image}", 0xe5931000 /* ldr r1, [r3] */
        user32  "fault {stack}", 0xe12fff12 /* bx r2 */

/* Nothing of the host's is in a register, but what the test told. */
        attempt "resumed"
        mov     x6, sp
        .irp    n, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
        orr     x6, x6, x\n
        .endr
        cbz     x6, 1f
        udf     #0
1:
        .balignl SLOT, 0xd4000002

return_to_x9:
        adr     x10, return_to_x9
return_to_x10:
        msr     spsr_el1, x9
        msr     elr_el1, x10
        mov     x9, xzr
        mov     x10, xzr
        eret

/* The guest's table: nothing at 0, its own GiB one to one, x12 for the next. */
paging_on:
        ldr     x10, =TABLE
        ldr     x11, =BLOCK /* the vectors: a fault of the second translation */
        ldr     x13, =(BASE + BLOCK)
        stp     x11, x13, [x10]
        str     x12, [x10, #16]
        msr     ttbr0_el1, x10
        mov     x11, #0xff
        msr     mair_el1, x11
        ldr     x11, =MMU
        msr     tcr_el1, x11
        isb
        mrs     x11, sctlr_el1
        orr     x11, x11, #1
        msr     sctlr_el1, x11
        isb
        ret
