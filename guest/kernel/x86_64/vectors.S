/* x86_64: exceptions, interrupts and system calls, and the ways back. */
#include "registers.h"

        .set    TSS_RSP0, 4
        .set    TSS_RSP1, 12         /* is not for the CPU: kernels have no ring 1 */
        .set    FP_FS, 512           /* struct fp */

        .intel_syntax noprefix
        .text
        .globl  vectors, call_entry, return_to_user, switch_context, fp_save, fp_load

/*
 * In:   the registers of what was interrupted. From a program the CPU has switched to the task's
 *       kernel stack (the TSS).
 * Calls handle_trap(frame), and resumes what the frame says.
 *
 * The hardware switches: ss, rsp, rflags, cs, rip, onto the stack, and for some exceptions an error
 *                        code; interrupts are off.
 * We switch:             the general registers.
 * Nobody switches:       floating point, the base of FS: schedule() does, when another task runs.
 */

        /* 1. each vector has 16 bytes; a 0 takes the place of an error code that is not pushed */
        .balign 16
vectors:
        .set    vector, 0
        .rept   VECTORS
        .balign 16
        .if     !(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17)
        push    0
        .endif
        push    vector
        .if     vector == 8
        jmp     overflow
        .else
        jmp     save
        .endif
        .set    vector, vector + 1
        .endr

        /* A full kernel stack ends in a double fault. The rsp that the CPU has pushed is where it was. */
overflow:
        mov     rdi, [rsp + 40]
        call    stack_overflow

        /* SYSCALL: the CPU has rip in rcx and rflags in r11, and the program's stack. The base of GS
           that SWAPGS brings is the address of this CPU's TSS. */
call_entry:
        swapgs
        mov     gs:[TSS_RSP1], rsp
        mov     rsp, gs:[TSS_RSP0]
        push    USER_DATA
        push    gs:[TSS_RSP1]
        swapgs
        push    r11
        push    USER_CODE
        push    rcx
        push    0
        push    VECTOR_CALL

        /* 2. the frame */
save:
        .irp    register, r15, r14, r13, r12, rbp, rbx, r11, rcx, rax, r9, r8, r10, rdx, rsi, rdi
        push    \register
        .endr
        cld

        /* 3. C, and back */
        mov     rdi, rsp
        call    handle_trap
        mov     rdi, rsp

return_to_user:
        mov     rsp, rdi
        .irp    register, rdi, rsi, rdx, r10, r8, r9, rax, rcx, r11, rbx, rbp, r12, r13, r14, r15
        pop     \register
        .endr
        add     rsp, 16              /* the vector and the error code */
        iretq

/* switch_context(uint64_t *save, uint64_t next) */
switch_context:
        .irp    register, rbp, rbx, r12, r13, r14, r15
        push    \register
        .endr
        mov     [rdi], rsp
        mov     rsp, rsi
        .irp    register, r15, r14, r13, r12, rbx, rbp
        pop     \register
        .endr
        ret

/* --- Floating point, which only this file of the kernel knows, and the base of FS --- */

fp_save:
        fxsave64 [rdi]
        mov     ecx, MSR_FS
        rdmsr
        mov     [rdi + FP_FS], eax
        mov     [rdi + FP_FS + 4], edx
        ret

fp_load:
        /* FXRSTOR leaves the address of the last x87 instruction unless an exception is pending
           (APM vol. 2 11.4.4): one of the kernel's takes its place. */
        fnclex
        emms
        fild    dword ptr [rip + vectors]
        fxrstor64 [rdi]
        xor     eax, eax
        .irp    segment, ds, es, fs, gs
        mov     \segment, eax
        .endr
        mov     ecx, MSR_FS
        mov     eax, [rdi + FP_FS]
        mov     edx, [rdi + FP_FS + 4]
        wrmsr
        ret
