/*
 * A kernel of 64-bit code that tries what a kernel or a program may not have. It starts
 * as PVH says, and maps its first 64 MiB one to one for both levels, once more from 1 GiB on by a
 * page of 1 GiB, and the 4 MiB from 64 MiB on, where no RAM is.
 */
        .intel_syntax noprefix
        .section .text.boot, "ax"
        .globl  _start
        .code32
_start:
        mov     [started_with], ebx
        mov     eax, offset tables + 7
        lea     edi, [eax + 0x1000]
        mov     [tables], edi          /* PML4: 0 */
        lea     edi, [eax + 0x2000]
        mov     [tables + 0x1000], edi /* PDPT: 0, and 1 GiB */
        mov     dword ptr [tables + 0x1008], 0x87
        mov     dword ptr [tables + 0x1018], 0x80000000 + 0x87 /* nothing there: not in RAM */
        mov     eax, 0x87
        xor     ecx, ecx
1:      mov     [tables + 0x2000 + ecx * 8], eax
        add     eax, 0x200000
        inc     ecx
        cmp     ecx, 32
        jne     1b
        mov     dword ptr [tables + 0x2000 + 32 * 8], 0x4000087
        mov     eax, offset tables
        mov     cr3, eax
        mov     eax, 0x620             /* PAE, OSFXSR, OSXMMEXCPT */
        mov     cr4, eax
        mov     ecx, 0xc0000080
        rdmsr
        or      eax, 0x901             /* NXE, LME, SCE */
        wrmsr
        mov     eax, 0x80010033        /* PG, WP, NE, ET, MP, PE */
        mov     cr0, eax
        lgdt    [gdt_pointer]
        .byte   0xea                   /* jmp far */
        .long   1f
        .word   8
        .code64
1:      mov     eax, 16
        mov     ds, eax
        mov     es, eax
        mov     ss, eax
        mov     rsp, offset stack_top
        lea     rax, [tss]
        mov     [gdt + 0x32], ax
        shr     eax, 16
        mov     [gdt + 0x34], al
        mov     [gdt + 0x37], ah
        mov     eax, 0x30
        ltr     ax
        mov     edi, [started_with]
        call    kernel_main
        cli
        hlt

/* int run(level, at, stack, flags): executes what is there until a trap; returns its vector. */
        .globl  run
run:
        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        push    r15
        mov     [saved_rsp], rsp
        test    edi, edi
        jz      1f
        push    0x20 + 3
        push    rdx
        push    rcx
        push    0x28 + 3
        jmp     2f
1:      push    0x10
        push    rdx
        push    rcx
        push    8
2:      push    rsi
        mov     rax, [before + 0]
        mov     rcx, [before + 8]
        mov     rdx, [before + 16]
        mov     rbx, [before + 24]
        iretq

trapped:                                /* vector, error code, rip, cs, rflags, rsp, ss */
        mov     [after + 0], rax
        mov     [after + 8], rcx
        mov     [after + 16], rdx
        mov     [after + 24], rbx
        pop     rax
        pop     qword ptr [trap_code]
        pop     qword ptr [trap_pc]
        pop     rcx
        pop     qword ptr [trap_flags]
        mov     rcx, cr2
        mov     [trap_address], rcx
        cld
        mov     rsp, [saved_rsp]
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret

        .globl  system_call
system_call:                            /* counts, and returns */
        inc     qword ptr [calls]
        sysretq

        .balign 16
        .globl  stubs
stubs:
        .set    n, 0
        .rept   256
        .balign 16
        .if     !(n == 8 || (n >= 10 && n <= 14) || n == 17)
        push    0
        .endif
        push    n
        jmp     trapped
        .set    n, n + 1
        .endr

        .data
        .balign 16
gdt:    .quad   0, 0x00af9b000000ffff, 0x00cf93000000ffff, 0x00cffb000000ffff, 0x00cff3000000ffff
        .quad   0x00affb000000ffff, 0x0000890000000067, 0
gdt_pointer:
        .word   . - gdt - 1
        .quad   gdt
        .globl  started_with, before, after, trap_code, trap_pc, trap_flags, trap_address, calls
started_with: .quad 0
before: .fill   4, 8
after:  .fill   4, 8
trap_code: .quad 0
trap_pc: .quad  0
trap_flags: .quad 0
trap_address: .quad 0
calls:  .quad   0
saved_rsp: .quad 0
        .balign 16
        .globl  tss
tss:    .long   0
        .quad   stack_top
        .fill   90, 1
        .word   104                    /* no map of ports */
        .balign 4096
        .globl  tables
tables: .fill   0x3000, 1
        .fill   0x2000, 1
stack_top:
