/*
 * The machine's first instructions, in M-mode: hands every trap, counter and byte of memory to
 * S-mode and starts the hypervisor there.
 *
 * In:   a0 = hart, a1 = device tree, a2 = struct fw_dynamic_info, whose third word says where the
 *       hypervisor was loaded (the interface that OpenSBI has with QEMU).
 * Out:  a0 and a1 as they came. Nothing of M-mode is left behind: there is no trap handler, as
 *       every trap is delegated.
 */
#define NEXT_ADDRESS 16
#define MPP_S        (1 << 11)
#define MPP_MASK     (3 << 11)
#define PMP_ALL_RWX  0x1f /* one NAPOT region, readable, writable, executable */
#define STCE         63   /* menvcfg: stimecmp may be used */

        .section .text.boot, "ax"
        .globl  _start
_start:
        csrr    t0, mhartid
1:      bnez    t0, 1b /* one hart is enough */

        li      t0, -1
        csrw    pmpaddr0, t0
        li      t1, PMP_ALL_RWX
        csrw    pmpcfg0, t1
        csrw    medeleg, t0
        csrw    mideleg, t0
        csrw    mcounteren, t0
        li      t1, 1
        slli    t1, t1, STCE
        csrs    0x30a, t1 /* menvcfg */

        li      t1, MPP_MASK
        csrc    mstatus, t1
        li      t1, MPP_S
        csrs    mstatus, t1
        ld      t1, NEXT_ADDRESS(a2)
        csrw    mepc, t1
        mret
