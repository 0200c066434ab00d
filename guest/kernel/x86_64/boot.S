/*
 * x86_64: from the loader to C.
 *
 * In:       32-bit protected mode, paging off; ebx = start_info (Xen's PVH boot protocol).
 * Jumps to: kernel_start(start_info, APIC ID), in long mode, on the boot stack, with .bss zeroed.
 *
 * And another CPU's first instructions, after INIT and STARTUP, APM vol. 2 16.5:
 * In:       real mode, at trampoline, which cpus.c has copied; other_stack: where its stack ends.
 * Jumps to: cpu_begins(), in long mode, translated as the first CPU is by then, on that stack. It
 *           has taken other_stack when that is 0.
 */
#include "paging.h"
#include "registers.h"

#define PHYSICAL(symbol) symbol - KERNEL_BASE

/* APM vol. 2 3.1 */
#define CR4_ON    (1 << 5 | 1 << 9 | 1 << 10) /* PAE, OSFXSR, OSXMMEXCPT */
#define CR0_ON    (1 << 31 | 1 << 16 | 1 << 5 | 1 << 4 | 3 << 0) /* PG, WP, NE, ET, MP, PE */
#define EFER      0xc0000080
#define EFER_ON   (1 << 0 | 1 << 8 | 1 << 11) /* SCE, LME, NXE */
#define FLAT_CODE 0x18 /* in boot_gdt */
#define FLAT_DATA 0x20
#define TABLE     (PTE_VALID | PTE_W)
#define PAGE_2M   (PTE_VALID | PTE_W | PTE_LARGE)

/* Places in the trampoline. */
#define GDT_POINTER 0x20
#define FAR_POINTER 0x28

        .intel_syntax noprefix

        .section .note.pvh, "a", @note
        .long   4, 4, 18 /* sizes of name and value; XEN_ELFNOTE_PHYS32_ENTRY */
        .asciz  "Xen"
        .long   entry

        .section .text.boot, "ax"
        .globl  _start, trampoline, trampoline_end, other_stack
        .code32
        /* 1. long mode, APM vol. 2 14.6: this code is mapped twice, here and in the upper half */
_start:
        cli
        cld
        mov     esp, offset PHYSICAL(boot_stack_top)
switch_on:
        mov     eax, CR4_ON
        mov     cr4, eax
        mov     eax, offset PHYSICAL(boot_root)
        mov     cr3, eax
        mov     ecx, EFER
        rdmsr
        or      eax, EFER_ON
        wrmsr
        mov     eax, CR0_ON
        mov     cr0, eax
        lgdt    [PHYSICAL(boot_gdt_pointer)]
        push    KERNEL_CODE
        mov     eax, offset PHYSICAL(long_mode)
        push    eax
        retf

        .code64
long_mode:
        mov     rax, offset upper_half
        jmp     rax

        /* 2. to C */
upper_half:
        mov     eax, KERNEL_DATA
        mov     ss, eax
        test    ebx, ebx
        jz      other_upper_half
        xor     eax, eax
        mov     rdi, offset bss_start
        mov     rcx, offset bss_end
        sub     rcx, rdi
        rep     stosb
        mov     rsp, offset boot_stack_top
        mov     edi, ebx
        mov     eax, 1
        cpuid
        shr     ebx, 24              /* the APIC ID, APM vol. 3 E.3.2 */
        mov     esi, ebx
        call    kernel_start

        /* another CPU: the boot stack's tables have no other stack */
other_upper_half:
        mov     rax, [rip + kernel_root]
        mov     rcx, KERNEL_BASE
        sub     rax, rcx
        mov     cr3, rax
        xor     eax, eax
        xchg    rax, [rip + other_stack]
        mov     rsp, rax
        call    cpu_begins

        .code32
other_start:
        mov     eax, FLAT_DATA
        mov     ds, eax
        mov     es, eax
        mov     ss, eax
        mov     esp, TRAMPOLINE + 4096
        xor     ebx, ebx             /* no start_info: it is not the first */
        jmp     switch_on

        .code16
trampoline:
        cli
        cld
        mov     ax, cs
        mov     ds, ax
        lgdt    [GDT_POINTER]
        mov     bx, FAR_POINTER
        mov     eax, cr0
        or      al, 1                /* PE */
        mov     cr0, eax
        jmp     fword ptr [bx]
        .org    trampoline + GDT_POINTER
        .short  boot_gdt_pointer - boot_gdt - 1
        .long   PHYSICAL(boot_gdt)
        .org    trampoline + FAR_POINTER
        .long   PHYSICAL(other_start)
        .short  FLAT_CODE
trampoline_end:

        .data
        .balign 8
boot_gdt:
        .quad   0
        .quad   0x00209b0000000000 /* code: present, 64 bits, APM vol. 2 4.8.1 */
        .quad   0x0000930000000000 /* data */
        .quad   0x00cf9b000000ffff /* 4 GiB, for 32 bits: code */
        .quad   0x00cf93000000ffff /* data */
boot_gdt_pointer:
        .short  boot_gdt_pointer - boot_gdt - 1
        .long   PHYSICAL(boot_gdt)

        .balign 8
other_stack:
        .quad   0

/* The first GiB, where it is and in the upper half. */
        .balign 4096
boot_root:
        .quad   PHYSICAL(boot_pdp) + TABLE
        .fill   510, 8, 0
        .quad   PHYSICAL(boot_pdp) + TABLE
boot_pdp:
        .quad   PHYSICAL(boot_pd) + TABLE
        .fill   509, 8, 0
        .quad   PHYSICAL(boot_pd) + TABLE, 0
boot_pd:
        .set    at, 0
        .rept   512
        .quad   at | PAGE_2M
        .set    at, at + (1 << 21)
        .endr
