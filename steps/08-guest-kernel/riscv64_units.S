/*
 * zero_floating_point: clears what another guest, or the machine's firmware, has left there. For
 * registers of 64 bits (D).
 *
 * By number, fmv.d.x f0, x0 to f31: the hypervisor is compiled for a CPU without the unit.
 */
        .text
        .globl  zero_floating_point
zero_floating_point:
        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        .insn r 0x53, 0, 0x79, x\n, x0, x0
        .endr
        csrw    0x003, zero /* fcsr */
        ret
