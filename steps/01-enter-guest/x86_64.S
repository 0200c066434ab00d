/*
 * The last instruction of the host, and its first one afterwards.
 *
 * In:   rdi = the VMCB (HPA): all that VMRUN takes.
 * Goes: to guest_trapped(), on a fresh boot stack. No register of the guest's is kept but those in
 *       the VMCB: from step 5 on both worlds have their own.
 */
        .intel_syntax noprefix
        .text
        .globl  leave_host, world_enter, world_exit
leave_host:
        /* 1. point traps at our exit: an exit always goes on behind VMRUN */
        mov     rax, rdi

        /* 2. into the guest, which finds nothing of the host's in its registers; VMRUN keeps what it
         * needs of the host in the page at VM_HSAVE_PA */
        .irp    r, ebx, ecx, edx, esi, edi, ebp, r8d, r9d, r10d, r11d, r12d, r13d, r14d, r15d
        xor     \r, \r
        .endr
world_enter:
        vmrun   rax

        /* 3. out of the guest: traps are the host's own again, as the IDT is. GIF is 0 */
world_exit:
        mov     rsp, offset boot_stack_top
        jmp     guest_trapped
