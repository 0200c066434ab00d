/*
 * switch_worlds: into the guest, and back at its next exit.
 *
 * In:       s1 = vcpu.   Out: s1 = vcpu, which holds the guest's registers and pc.
 * Clobbers: every register except sp and s1; the C wrapper tells the compiler so.
 *
 * The hardware switches: the privilege mode, V, the pc; hstatus and sstatus.SPP keep the guest's mode.
 * We switch:             x1 to x31, the pc, the host's sp and ra.
 * Nobody switches:       the VS registers (V chooses between them and ours), scounteren and senvcfg,
 *                        which the host does not use, floating point, which is off.
 *
 * sscratch holds vcpu while the guest runs and 0 while the host does: so a trap knows whose it is.
 */
#include "offsets.h"

#define X(n) VCPU_X + 8 * (n)(s1)

/* t0 is x5, s1 is x9, and x0 is none. */
#define ALL_BUT_T0_S1 1,2,3,4,6,7,8,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31

        .text
        .globl  switch_worlds, world_enter, world_exit, fetch_guest
switch_worlds:
        /* 1. leave the host */
        sd      ra, VCPU_HOST_RA(s1)
        sd      sp, VCPU_HOST_SP(s1)

        /* 2. load the guest */
        ld      t0, VCPU_PC(s1)
        csrw    sepc, t0
        .irp    n, ALL_BUT_T0_S1
        ld      x\n, X(\n)
        .endr
        ld      t0, X(5)
        csrw    sscratch, s1
        ld      s1, X(9)

        /* 3. into the guest: hstatus and sstatus are as the last exit left them, H.6.4 */
world_enter:
        sret

        /* 4. save the guest */
        .balign 4
world_exit:
        csrrw   s1, sscratch, s1
        beqz    s1, 1f
        sd      t0, X(5)
        csrrw   t0, sscratch, zero /* from here on a trap is the host's own */
        sd      t0, X(9)
        .irp    n, ALL_BUT_T0_S1
        sd      x\n, X(\n)
        .endr
        csrr    t0, sepc
        sd      t0, VCPU_PC(s1)

        /* 5. back to the host */
        ld      sp, VCPU_HOST_SP(s1)
        ld      ra, VCPU_HOST_RA(s1)
        ret

1:      /* the host's own trap */
        csrrw   s1, sscratch, s1
        tail    host_trap

/*
 * fetch_guest: the instruction that the guest executes there, through both of its translations.
 *
 * In:  a0 = address, as the guest's pc has it.
 * Out: a0 = its bits, a1 = how many bytes of it could be read: 0, 2 or 4. Clobbers: t0 to t4.
 * A trap of hlvx lands at 2f. It overwrites what the next sret takes: that is put back.
 */
fetch_guest:
        csrr    t1, stvec
        csrr    t2, hstatus
        csrr    t3, sstatus
        la      t0, 2f
        csrw    stvec, t0
        mv      t0, a0
        li      a1, 0
        .insn r 0x73, 4, 0x32, a0, t0, x3 /* hlvx.hu a0, (t0): H.3.1 */
        li      a1, 2
        not     t4, a0
        andi    t4, t4, 3
        bnez    t4, 1f /* Unprivileged, 1.5: only those of 32 bits have both low bits set */
        addi    t0, t0, 2
        .insn r 0x73, 4, 0x32, t4, t0, x3
        li      a1, 4
        slli    t4, t4, 16
        or      a0, a0, t4
1:      csrw    stvec, t1
        ret
        .balign 4
2:      csrw    hstatus, t2
        csrw    sstatus, t3
        j       1b
