/*
 * Where another hart starts: in HS-mode, untranslated.
 *
 * In:       a0 = hart, a1 = its block.
 * Jumps to: cpu_main, on the block's stack.
 */
#define CPU_BLOCK 0x8000

        .text
        .globl  cpu_entry
cpu_entry:
        csrw    sie, zero
        csrw    satp, zero
        la      t0, host_trap
        csrw    stvec, t0
        csrw    sscratch, zero
        li      t0, CPU_BLOCK - 16 /* below the block's end, which is another block's start */
        add     sp, a1, t0
        call    cpu_main
