/*
 * x86_64: from the loader to C.
 *
 * In:       32-bit protected mode, paging off; ebx = start_info (Xen's PVH boot protocol).
 * Jumps to: kernel_start(start_info), in long mode, on the boot stack, with .bss zeroed.
 */
#include "paging.h"
#include "registers.h"

#define PHYSICAL(symbol) symbol - KERNEL_BASE

/* APM vol. 2 3.1 */
#define CR4_ON    (1 << 5 | 1 << 9 | 1 << 10) /* PAE, OSFXSR, OSXMMEXCPT */
#define CR0_ON    (1 << 31 | 1 << 16 | 1 << 5 | 1 << 4 | 3 << 0) /* PG, WP, NE, ET, MP, PE */
#define EFER      0xc0000080
#define EFER_ON   (1 << 0 | 1 << 8 | 1 << 11) /* SCE, LME, NXE */
#define TABLE     (PTE_VALID | PTE_W)
#define PAGE_2M   (PTE_VALID | PTE_W | PTE_LARGE)

        .intel_syntax noprefix

        .section .note.pvh, "a", @note
        .long   4, 4, 18 /* sizes of name and value; XEN_ELFNOTE_PHYS32_ENTRY */
        .asciz  "Xen"
        .long   entry

        .section .text.boot, "ax"
        .globl  _start
        .code32
        /* 1. long mode, APM vol. 2 14.6: this code is mapped twice, here and in the upper half */
_start:
        cli
        cld
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
        mov     esp, offset PHYSICAL(boot_stack_top)
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
        xor     eax, eax
        mov     rdi, offset bss_start
        mov     rcx, offset bss_end
        sub     rcx, rdi
        rep     stosb
        mov     rsp, offset boot_stack_top
        mov     edi, ebx
        call    kernel_start

        .data
        .balign 8
boot_gdt:
        .quad   0
        .quad   0x00209b0000000000 /* code: present, 64 bits, APM vol. 2 4.8.1 */
        .quad   0x0000930000000000 /* data */
boot_gdt_pointer:
        .short  boot_gdt_pointer - boot_gdt - 1
        .long   PHYSICAL(boot_gdt)

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
