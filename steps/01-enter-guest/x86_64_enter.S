/*
 * leave_host: the host's last instruction before the guest, and its first one after it.
 *
 * In:       rdi = the VMCB (HPA): all that VMRUN takes.
 * Jumps to: guest_trapped(), on a fresh boot stack.
 *
 * The hardware switches: rip, rsp, rax, rflags, CR0, CR3, CR4, EFER, GDTR, IDTR, CS, SS, DS and ES,
 *                        between the VMCB and the page at VM_HSAVE_PA. It clears GIF at the exit.
 * We switch:             nothing. But we clear the other general registers before the entry.
 * Nobody switches:       those at the exit, so the guest's values are lost (step 5 saves them); FS, GS,
 *                        TR, LDTR and the MSRs of SYSCALL and SYSENTER, which VMLOAD and VMSAVE would;
 *                        CR2, DR0 to DR3 and the FPU.
 */
        .intel_syntax noprefix
        .text
        .globl  leave_host, world_enter, world_exit
leave_host:
        /* 1. point traps at our exit: nothing to do, an exit always continues after VMRUN */
        mov     rax, rdi

        /* 2. into the guest, which must not find the host's values in its registers; VMRUN saves the
         * host's state in the page at VM_HSAVE_PA */
        .irp    r, ebx, ecx, edx, esi, edi, ebp, r8d, r9d, r10d, r11d, r12d, r13d, r14d, r15d
        xor     \r, \r
        .endr
world_enter:
        vmrun   rax

        /* 3. out of the guest: the IDT is the host's again, so traps are too. GIF is 0 */
world_exit:
        mov     rsp, offset boot_stack_top
        jmp     guest_trapped
