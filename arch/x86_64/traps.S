/*
 * Entry for host traps. They are bugs, so nothing is saved and nothing returns. Each vector has its
 * own entry, because only the entry knows the vector. The CPU has switched to a separate stack
 * (traps.c), because the trap may be an overflow of the boot stack.
 */
#define ERROR_CODES 0x60227d00 /* the vectors with which the CPU pushes one: 8, 10 to 14, 17, ... */

        .intel_syntax noprefix
        .text
        .globl  host_trap_entries
        .balign 16
host_trap_entries:
        .set    vector, 0
        .rept   32
        .balign 16
        .ifeq   (ERROR_CODES >> vector) & 1
        push    0
        .endif
        push    vector
        jmp     host_trap
        .set    vector, vector + 1
        .endr

host_trap:
        mov     rdi, rsp
        call    host_trapped
