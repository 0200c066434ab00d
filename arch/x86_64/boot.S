/*
 * From QEMU's PVH loader to C, in long mode, identity-mapped.
 *
 * In:       32-bit protected mode, paging off; ebx = start_info (Xen's PVH boot protocol).
 * Jumps to: machine_start(start_info), on the boot stack, with .bss zeroed, interrupts off and the
 *           first 4 GiB mapped.
 */
#include "image.h"
#include "memory_map.h"

#define LARGE_PAGE 0x200000

#define EXIT_FAIL 1 /* as in power.c */
#define CPUS_MOST 8 /* as in cpu.h */

/* A row of what the CPU needs, below: leaf of CPUID, bit of edx, and what to say without it */
#define NEEDED_LEAF  0
#define NEEDED_EDX   4
#define NEEDED_WORDS 8
#define NEEDED_SIZE  12

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

        /* 1. what this code and the compiler's use: there is no console yet, and no way to C */
        mov     edi, ebx
        mov     ebp, offset needed
1:      mov     esi, [ebp + NEEDED_WORDS]
        test    esi, esi
        jz      2f
        mov     eax, [ebp + NEEDED_LEAF]
        and     eax, CPUID_EXTENDED /* leaf 0 of its range: the last one there is */
        cpuid
        cmp     eax, [ebp + NEEDED_LEAF]
        jb      lacking
        mov     eax, [ebp + NEEDED_LEAF]
        cpuid
        test    [ebp + NEEDED_EDX], edx
        jz      lacking
        add     ebp, NEEDED_SIZE
        jmp     1b
2:      mov     ebp, offset machine_start
        jmp     to_long_mode

lacking:
        mov     ebx, esi
        mov     esi, offset this_cpu
        call    print
        mov     esi, ebx
        call    print
        mov     al, EXIT_FAIL
        out     PORT_EXIT, al
1:      hlt
        jmp     1b

print:  mov     dx, PORT_UART
1:      lodsb
        test    al, al
        jz      2f
        out     dx, al
        jmp     1b
2:      ret

        /* 2. long mode, APM 14.6; later on the other CPUs come here too (step 11).
         * ebp = where to go then, edi = its argument, esp = its stack */
        .globl  to_long_mode
to_long_mode:
        /* PSE and PGE change nothing for our tables. But kernels set them, and QEMU flushes its TLB
         * at each VMRUN and #VMEXIT that changes one of them. */
        mov     eax, CR4_PAE | CR4_PSE | CR4_PGE | CR4_OSFXSR | CR4_OSXMMEXCPT
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
        .irp    reg, esp, ebp, edi
        mov     \reg, \reg /* their upper halves are not defined yet */
        .endr
        call    rbp

        .section .rodata
this_cpu:
        .asciz  "panic: boot: this CPU"

.macro  need leaf, bit, words
        .long   \leaf, \bit, 1f
        .pushsection .rodata.words, "a"
1:      .asciz  "\words\n"
        .popsection
.endm

        .balign 4
needed: need    CPUID_FEATURES, FEATURES_EDX_LM, " has no long mode"
        need    CPUID_FEATURES, FEATURES_EDX_NX, "'s page tables have no NX bit"
        need    CPUID_STANDARD, STANDARD_EDX_PAE, " has no PAE, which long mode is made of"
        need    CPUID_STANDARD, STANDARD_EDX_MSR, " has no RDMSR and WRMSR"
        need    CPUID_STANDARD, STANDARD_EDX_TSC, " has no cycle counter (RDTSC)"
        need    CPUID_STANDARD, STANDARD_EDX_CMOV, " has no CMOV, which the compiler uses"
        need    CPUID_STANDARD, STANDARD_EDX_FXSR, " has no FXSAVE and FXRSTOR"
        need    CPUID_STANDARD, STANDARD_EDX_SSE, " has no SSE registers, which a guest expects"
        need    CPUID_STANDARD, STANDARD_EDX_SSE2, " has no MFENCE (SSE2)"
        .long   0, 0, 0

        .data
        .globl  gdt
        .balign 8
gdt:    .quad   0
        .quad   0x00209b0000000000 /* code: present, 64 bits, APM 4.8.1 */
        .quad   0x0000930000000000 /* data */
        .fill   2 * CPUS_MOST, 8, 0 /* each CPU's TSS: traps.c */
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
boot_pdpt: /* two tables, one after the other */
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
