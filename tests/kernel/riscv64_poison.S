/* Registers by number, as in riscv64_units.S: li x5; fmv.d.x f0 to f31, fcsr. */
        .text
        .globl  poison_floating_point
poison_floating_point:
        li      t0, 3 << 13 /* sstatus.FS */
        csrs    sstatus, t0
        li      t0, 0x5eed5eed5eed5eed
        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        .insn r 0x53, 0, 0x79, x\n, t0, x0
        .endr
        li      t0, 0xff
        csrw    0x003, t0
        ret
