/*
 * switch_worlds: into the guest, and back at its next exit.
 *
 * In:       rax = vcpu.   Out: vcpu holds the guest's registers.
 * Clobbers: every register except rsp; the C wrapper tells the compiler so.
 *
 * The hardware switches: VMRUN and #VMEXIT: rax, rsp, rip, rflags, control registers, most of the
 *                        segments; VMSAVE and VMLOAD: fs, gs, ldtr, tr, the registers of SYSCALL and
 *                        SYSENTER.
 * We switch:             all other general registers, DR0 to DR3 of a guest that uses them.
 * Nobody switches:       CR2 and the FPU's registers, which the host does not use.
 */
#include "offsets.h"

#define TLB_KEEP 0 /* 15.16.1 */

        .intel_syntax noprefix
        .text
        .globl  switch_worlds, world_enter, world_exit, switch_worlds_and_dr
switch_worlds:
        /* 1. leave the host: VMRUN saves its part, and vcpu_load() has saved VMSAVE's */

        /* 2. load the guest */
        vmload  rax
        mov     rcx, [rax + VCPU_RCX]
        mov     rdx, [rax + VCPU_RDX]
        mov     rbx, [rax + VCPU_RBX]
        mov     rbp, [rax + VCPU_RBP]
        mov     rsi, [rax + VCPU_RSI]
        mov     rdi, [rax + VCPU_RDI]
        .irp    n, 8, 9, 10, 11, 12, 13, 14, 15
        mov     r\n, [rax + VCPU_R8 + 8 * (\n - 8)]
        .endr

        /* 3. into the guest: VMRUN loads the rest, and saves the host's at VM_HSAVE_PA */
world_enter:
        vmrun   rax

        /* 4. save the guest: #VMEXIT has done the rest, and rax is the vcpu again */
world_exit:
        mov     [rax + VCPU_RCX], rcx
        mov     [rax + VCPU_RDX], rdx
        mov     [rax + VCPU_RBX], rbx
        mov     [rax + VCPU_RBP], rbp
        mov     [rax + VCPU_RSI], rsi
        mov     [rax + VCPU_RDI], rdi
        .irp    n, 8, 9, 10, 11, 12, 13, 14, 15
        mov     [rax + VCPU_R8 + 8 * (\n - 8)], r\n
        .endr
        vmsave  rax
        mov     byte ptr [rax + VCPU_TLB_CONTROL], TLB_KEEP /* what was to be flushed is */

        /* 5. back to the host */
        mov     rax, [rax + VCPU_HOST_STATE]
        vmload  rax
        ret

/*
 * switch_worlds_and_dr: the same for a guest that uses DR0 to DR3, which neither VMRUN nor VMSAVE
 * knows. The host's wait on its stack.
 */
switch_worlds_and_dr:
        .irp    n, 0, 1, 2, 3
        mov     rcx, dr\n
        push    rcx
        mov     rcx, [rax + VCPU_DR + 8 * \n]
        mov     dr\n, rcx
        .endr
        push    rax
        call    switch_worlds
        pop     rax
        .irp    n, 3, 2, 1, 0
        mov     rcx, dr\n
        mov     [rax + VCPU_DR + 8 * \n], rcx
        pop     rcx
        mov     dr\n, rcx
        .endr
        ret
