/*
 * The registers of the floating-point unit, by number: the hypervisor is compiled for a CPU without
 * it. FS is not 0.
 *
 * save_floating_point(a0 = struct vcpu_units *), load_floating_point(the same). Clobbers: t0.
 */
#define ALL 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31

        .text
        .globl  save_floating_point, load_floating_point
save_floating_point:
        .irp    n, ALL
        .insn s 0x27, 3, x\n, (8 * \n)(a0) /* fsd f\n */
        .endr
        csrr    t0, 0x003 /* fcsr */
        sd      t0, 256(a0)
        ret

load_floating_point:
        .irp    n, ALL
        .insn i 0x07, 3, x\n, (8 * \n)(a0) /* fld f\n */
        .endr
        ld      t0, 256(a0)
        csrw    0x003, t0
        ret
