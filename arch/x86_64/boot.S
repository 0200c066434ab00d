/*
 * From QEMU's PVH loader to C, in long mode, translated one to one.
 *
 * In:   32-bit protected mode, paging off; ebx = start_info (Xen's PVH boot protocol).
 * Goes: to machine_start(start_info), on the boot stack, with .bss zeroed, interrupts off and the
 *       first 4 GiB mapped.
 */
#include "image.h"

#define LARGE_PAGE 0x200000

/* For a last word, as in console.c and power.c */
#define CONSOLE_PORT 0x3f8
#define EXIT_PORT    0xf4
#define EXIT_FAIL    1

        .intel_syntax noprefix

        .section .note.pvh, "a", @note
        .long   4, 4, 18 /* sizes of name and value; XEN_ELFNOTE_PHYS32_ENTRY */
        .asciz  "Xen"
        .long   _start

        .section .text.boot, "ax"
        .globl  _start
        .code32
_start:
        cli
        cld
        mov     edi, offset bss_start
        mov     ecx, offset bss_end
        sub     ecx, edi
        xor     eax, eax
        rep     stosb
        mov     esp, offset boot_stack_top

        /* 1. what there must be: there is no console yet, and no way to C */
        mov     edi, ebx
        mov     eax, CPUID_FEATURES
        cpuid
        mov     esi, offset no_long_mode
        test    edx, FEATURES_EDX_LM
        jz      1f
        mov     esi, offset no_nx
        test    edx, FEATURES_EDX_NX
        jnz     long_mode
1:      mov     dx, CONSOLE_PORT
2:      lodsb
        out     dx, al
        cmp     al, '\n'
        jne     2b
        mov     al, EXIT_FAIL
        out     EXIT_PORT, al
3:      hlt
        jmp     3b

        /* 2. long mode, APM 14.6 */
long_mode:
        mov     eax, CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT
        mov     cr4, eax
        mov     eax, offset boot_pml4
        mov     cr3, eax
        mov     ecx, MSR_EFER
        rdmsr
        or      eax, EFER_LME | EFER_NXE
        wrmsr
        mov     eax, CR0_PG | CR0_WP | CR0_ET | CR0_PE
        mov     cr0, eax
        lgdt    [gdt_pointer]
        push    SELECTOR_CODE
        mov     eax, offset in_long_mode
        push    eax
        retf

        /* 3. to C */
        .code64
in_long_mode:
        mov     eax, SELECTOR_DATA
        mov     ds, eax
        mov     es, eax
        mov     ss, eax
        xor     eax, eax
        mov     fs, eax
        mov     gs, eax
        lldt    ax
        mov     rsp, offset boot_stack_top
        mov     edi, edi /* its upper half is not defined yet */
        call    machine_start

        .section .rodata
no_long_mode:
        .ascii  "panic: boot: this CPU has no long mode\n"
no_nx:  .ascii  "panic: boot: this CPU's page tables have no NX bit\n"

        .data
        .globl  gdt
        .balign 8
gdt:    .quad   0
        .quad   0x00209b0000000000 /* code: present, 64 bits, APM 4.8.1 */
        .quad   0x0000930000000000 /* data */
        .quad   0, 0               /* the TSS: traps.c */
gdt_pointer:
        .short  gdt_pointer - gdt - 1
        .quad   gdt

/*
 * The tables: 512 entries each. boot.c does the rest: maps what lies above 4 GiB, and here every page
 * from the image on may do everything, up to 2 MiB.
 */
.macro  entries count, size, bits
        .rept   \count
        .quad   at | \bits
        .set    at, at + \size
        .endr
.endm

        .globl  boot_pml4, boot_pdpt, image_pages
        .balign 4096
boot_pml4:
        .quad   boot_pdpt + ENTRY_TABLE
        .fill   511, 8, 0
boot_pdpt: /* two tables, one behind the other */
        .irp    n, 0, 1, 2, 3
        .quad   boot_pd + \n * 4096 + ENTRY_TABLE
        .endr
        .fill   1020, 8, 0
boot_pd: /* four */
        .quad   image_pages + ENTRY_TABLE
        .set    at, LARGE_PAGE
        entries 2047, LARGE_PAGE, ENTRY_LARGE | ENTRY_RAM
image_pages:
        .set    at, 0
        entries 256, 4096, ENTRY_RAM
        entries 256, 4096, ENTRY_WRITABLE | ENTRY_PRESENT
