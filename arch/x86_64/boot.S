/*
 * From QEMU's PVH loader to C, in long mode, translated one to one.
 *
 * In:   32-bit protected mode, paging off; ebx = start_info (Xen's PVH boot protocol).
 * Goes: to machine_start(start_info), on the boot stack, with .bss zeroed, interrupts off and the
 *       first 4 GiB mapped.
 */
#include "registers.h"

#define TABLE_ENTRIES 512
#define ENTRY         3    /* present, writable */
#define ENTRY_LARGE   0x83 /* and 2 MiB in one piece */
#define LARGE_PAGE    0x200000
#define FIRST_TABLES  4 /* of 1 GiB each */

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
        mov     ecx, offset image_end
        sub     ecx, edi
        xor     eax, eax
        rep     stosb
        mov     esp, offset boot_stack_top

        /* 1. tables: one entry leads to the next level, then 2 MiB an entry. APM 5.3 */
        mov     edi, offset boot_pml4
        mov     dword ptr [edi], offset boot_pdpt + ENTRY
        mov     edi, offset boot_pdpt
        mov     eax, offset boot_pd + ENTRY
        mov     ecx, FIRST_TABLES
1:      mov     [edi], eax
        add     eax, 4096
        add     edi, 8
        loop    1b
        mov     edi, offset boot_pd
        mov     eax, ENTRY_LARGE
        mov     ecx, FIRST_TABLES * TABLE_ENTRIES
2:      mov     [edi], eax
        add     eax, LARGE_PAGE
        add     edi, 8
        loop    2b

        /* 2. long mode, APM 14.6 */
        mov     esi, ebx
        mov     eax, CPUID_FEATURES
        cpuid
        test    edx, FEATURES_EDX_LM
        jz      no_long_mode
        mov     eax, CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT
        mov     cr4, eax
        mov     eax, offset boot_pml4
        mov     cr3, eax
        mov     ecx, MSR_EFER
        rdmsr
        or      eax, EFER_LME
        wrmsr
        mov     eax, CR0_PG | CR0_ET | CR0_PE
        mov     cr0, eax
        lgdt    [gdt_pointer]
        push    SELECTOR_CODE
        mov     eax, offset long_mode
        push    eax
        retf

        /* no console yet, and no way to C */
no_long_mode:
        mov     esi, offset no_long_mode_text
        mov     dx, CONSOLE_PORT
3:      lodsb
        out     dx, al
        cmp     al, '\n'
        jne     3b
        mov     al, EXIT_FAIL
        out     EXIT_PORT, al
4:      hlt
        jmp     4b

        /* 3. to C */
        .code64
long_mode:
        mov     eax, SELECTOR_DATA
        mov     ds, eax
        mov     es, eax
        mov     ss, eax
        xor     eax, eax
        mov     fs, eax
        mov     gs, eax
        lldt    ax
        mov     rsp, offset boot_stack_top
        mov     edi, esi
        call    machine_start

        .section .rodata
no_long_mode_text:
        .ascii  "panic: boot: this CPU has no long mode\n"

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

        .bss
        .globl  boot_pml4, boot_pdpt
        .balign 4096
boot_pml4:
        .space  4096
boot_pdpt:
        .space  2 * 4096
boot_pd:
        .space  FIRST_TABLES * 4096
