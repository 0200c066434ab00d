/*
 * Where another CPU starts: in 16-bit real mode, at the beginning of a page below 1 MiB, to which
 * cs points. cpu_start() copies the trampoline there.
 *
 * In:       trampoline_cpu = its block; in the copy.
 * Jumps to: cpu_main, on the block's stack, in long mode.
 */
#include "memory_map.h"
#include "registers.h"

#define CPU_BLOCK 0x8000

/* Places in the trampoline. */
#define GDT_POINTER 0x20
#define FAR_POINTER 0x28
#define BLOCK       0x30
#define FLAT_GDT    0x38

        .intel_syntax noprefix
        .globl  trampoline, trampoline_cpu, trampoline_end

        .section .rodata
        .code16
trampoline:
        cli
        mov     ax, cs
        mov     ds, ax
        lgdt    [GDT_POINTER]
        mov     esi, [BLOCK]
        mov     bx, FAR_POINTER
        mov     eax, CR0_PE
        mov     cr0, eax
        jmp     fword ptr [bx]

        .org    trampoline + GDT_POINTER
        .short  3 * 8 - 1
        .long   TRAMPOLINE + FLAT_GDT
        .org    trampoline + FAR_POINTER
        .long   protected_mode
        .short  SELECTOR_CODE
        .org    trampoline + BLOCK
trampoline_cpu:
        .long   0
        .org    trampoline + FLAT_GDT
        .quad   0
        .quad   0x00cf9b000000ffff /* code: 4 GiB, 32 bits, APM 4.7 */
        .quad   0x00cf93000000ffff /* data */
trampoline_end:

        /* Paging is off, so the image's code can be executed already. */
        .text
        .code32
protected_mode:
        mov     eax, SELECTOR_DATA
        mov     ds, eax
        mov     es, eax
        mov     ss, eax
        lea     esp, [esi + CPU_BLOCK]
        mov     ebp, offset cpu_main
        jmp     to_long_mode
