/* x86_64: odd.h */
        .intel_syntax noprefix
        .globl  odd_instructions, fill_and_exit, not_zero, fp_changed, changed_by_call

        .text
        .globl  _begin
_begin: /* in place of _start: keeps the registers first */
        fxsave64 [rip + kept_fp]
        .irp    r, rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15
        push    \r
        .endr
        mov     rsi, rsp
        lea     rdi, [rip + kept]
        mov     ecx, 15
        rep movsq
        xor     eax, eax
        .irp    s, ds, es, fs, gs
        mov     ax, \s
        stosq
        .endr
        add     rsp, 15 * 8
        jmp     _start

not_zero:
        xor     eax, eax
        lea     rsi, [rip + kept]
        mov     ecx, 19
1:      cmp     qword ptr [rsi], 1
        cmc
        adc     rax, 0
        add     rsi, 8
        loop    1b
        lea     rsi, [rip + kept_fp + 32] /* ST and XMM registers */
        mov     ecx, 48
1:      cmp     qword ptr [rsi], 1
        cmc
        adc     rax, 0
        add     rsi, 8
        loop    1b
        lea     rsi, [rip + kept_fp + 8]  /* the last instruction and its operand */
        mov     ecx, 2
1:      cmp     qword ptr [rsi], 1
        cmc
        adc     rax, 0
        add     rsi, 8
        loop    1b
        ret

        .macro  fill_fp register
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        movq    xmm\n, \register
        punpcklqdq xmm\n, xmm\n
        .endr
        .endm

fill_and_exit:
        movabs  rbx, 0x5eed5eed5eed5eed
        fill_fp rbx
        .rept   8
        fld1
        .endr
        fst     dword ptr [rsp - 8]
        .irp    r, rcx, rdx, rsi, rbp, r8, r9, r10, r11, r12, r13, r14, r15
        mov     \r, rbx
        .endr
        mov     eax, 0x1b
        mov     ds, eax
        mov     es, eax
        mov     fs, eax
        mov     gs, eax
        xor     edi, edi
        mov     eax, 231
        syscall

fp_changed: /* rdi pattern, rsi loops */
        fill_fp rdi
1:      dec     rsi
        jnz     1b
        xor     eax, eax
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        movq    rcx, xmm\n
        xor     rcx, rdi
        neg     rcx
        adc     rax, 0
        psrldq  xmm\n, 8
        movq    rcx, xmm\n
        xor     rcx, rdi
        neg     rcx
        adc     rax, 0
        .endr
        ret

changed_by_call: /* a call that does not exist: everything but rax, rcx and r11 stays */
        .irp    r, rbx, rbp, r12, r13, r14, r15
        push    \r
        .endr
        .set    n, 1000
        .irp    r, rbx, rdx, rsi, rdi, rbp, r8, r9, r10, r12, r13, r14, r15
        mov     \r, n
        .set    n, n + 1
        .endr
        mov     eax, 500
        syscall
1:      .set    n, 1000
        xor     eax, eax
        .irp    r, rbx, rdx, rsi, rdi, rbp, r8, r9, r10, r12, r13, r14, r15
        sub     \r, n
        neg     \r
        adc     rax, 0
        .set    n, n + 1
        .endr
        lea     rdx, [rip + 1b]
        sub     rcx, rdx
        neg     rcx
        adc     rax, 0
        .irp    r, r15, r14, r13, r12, rbp, rbx
        pop     \r
        .endr
        ret

        .macro  odd instructions
        .pushsection .data.rel.ro, "aw"
        .quad   1f
        .popsection
1:      \instructions
        ret
        .endm

        .pushsection .data.rel.ro, "aw"
        .balign 8
odd_instructions:
        .popsection
        odd     "int3"
        odd     "int 0x80"
        odd     "int 0x20"
        odd     "int 8"
        odd     "int 2"
        odd     ".byte 0xf1"
        odd     "ud2"
        odd     "hlt"
        odd     "cli"
        odd     "sti"
        odd     "in al, 0x60"
        odd     "out 0x20, al"
        odd     "mov rax, cr3"
        odd     "mov cr0, rax"
        odd     "mov rax, dr7"
        odd     "mov dr7, rax"
        odd     "rdmsr"
        odd     "wrmsr"
        odd     "rdpmc"
        odd     "rdtsc"
        odd     "cpuid"
        odd     "sysenter"
        odd     "sysretq"
        odd     "iretq"
        odd     "vmmcall"
        odd     "vmrun"
        odd     "clgi"
        odd     "lgdt [rsp]"
        odd     "lidt [rsp]"
        odd     "ltr ax"
        odd     "sgdt [rsp - 16]"
        odd     "invlpg [rsp]"
        odd     "wbinvd"
        odd     "swapgs"
        odd     "xgetbv"
        odd     "monitor"
        odd     "xor ecx, ecx; div ecx"
        odd     "mov eax, 8; mov ds, eax"
        odd     "mov eax, 0x10; mov ss, eax"
        odd     "mov eax, 0x28; mov gs, eax"
        odd     "mov eax, 0x1b; mov ss, eax"
        odd     "xor eax, eax; mov ss, eax"
        odd     "movabs rax, 0x8000000000000000; mov rax, [rax]"
        odd     "movabs rax, 0x8000000000000000; jmp rax"
        odd     "movabs rsp, 0x8000000000000000; push rax"
        odd     "movabs rsp, 0x8000000000000000; mov eax, 39; syscall; mov eax, 231; xor edi, edi; syscall"
        odd     "mov rsp, 0xffffffff80110000; mov eax, 39; syscall; mov eax, 231; xor edi, edi; syscall"
        odd     "mov rsp, 0xffffffff80110000; push rax"
        odd     "mov rax, 0xffffffff80100000; jmp rax"
        odd     "mov rax, 0xffffffff80100000; mov rax, [rax]"
        odd     "mov rax, 0xffffffffc0003ff8; mov [rax], rax"
        odd     "pushfq; or dword ptr [rsp], 0x100; popfq; nop"
        odd     "pushfq; or dword ptr [rsp], 0x100; popfq; syscall"
        odd     "pushfq; or dword ptr [rsp], 0x40000; popfq; mov eax, [rsp + 1]"
        odd     "pushfq; or dword ptr [rsp], 0x4000; popfq; mov eax, 39; syscall"
        odd     "pushfq; or dword ptr [rsp], 0x3000; popfq; in al, 0x60"
        odd     "pushfq; or dword ptr [rsp], 0x100; mov ecx, 0x1b; popfq; mov ss, ecx; syscall"
        odd     "std; mov eax, 39; syscall; cld"
        odd     "push 8; push 0; retfq"
        odd     "push 0x1b; push 0; retfq"
        odd     "mov dword ptr [rsp - 8], 0; ldmxcsr [rsp - 8]; divps xmm0, xmm1"
        odd     "push 0x300; fldcw [rsp]; fldz; fld1; fdiv; fwait"
        odd     "sidt [rsp - 16]"
        odd     "sldt eax"
        odd     "str eax"
        odd     "smsw eax"
        odd     "lmsw ax"
        odd     "mov rax, cr2"
        odd     "mov rax, cr8"
        odd     "mov cr8, rax"
        odd     "clts"
        odd     "invd"
        odd     "rdtscp"
        odd     ".byte 0x0f, 0x01, 0xfd"
        odd     "lldt ax"
        .irp    vector, 14, 1, 255
        odd     "int \vector"
        .endr
        odd     ".byte 0xcf"
        odd     "sysret"
        odd     ".byte 0x6e"
        odd     ".byte 0x6c"
        odd     "xsetbv"
        .irp    instruction, stgi, vmload, vmsave, skinit, invlpga, mwait
        odd     "\instruction"
        .endr
        odd     "rdgsbase rax"
        odd     "wrfsbase rax"
        odd     "rdrand eax"
        odd     ".byte 0x0f, 0xaa"
        odd     ".byte 0x0f, 0x37"
        .irp    instruction, "prefetchnta", "clflush", "fxsave", "fld qword ptr", "verr", "lgdt"
        odd     "mov rax, 0xffffffff80100000; \instruction [rax]"
        .endr
        odd     "push 0x28; push 0; .byte 0x48, 0xcb"
        odd     "push 0x0b; push 0; retfq"
        odd     "mov eax, 0x20; lar ecx, eax; lsl ecx, eax; verr ax"
        odd     "xsave [rsp - 512]"
        odd     "ltr [rsp - 16]"
        odd     "mov rdx, 0x3f8; out dx, al"
        odd     "vmcall"
        odd     "lfs eax, [rsp]"
        odd     "mov ecx, 0xc0000102; rdmsr"
        odd     ".byte 0x0f, 0x05; .byte 0x0f, 0x34"
        .irp    instruction, "xlatb", "lodsq", "stosq"
        odd     "mov rbx, 0xffffffff80100000; mov rsi, rbx; mov rdi, rbx; \instruction"
        .endr
        .pushsection .data.rel.ro, "aw"
        .quad   0
        .popsection

        .bss
        .balign 16
kept_fp:
        .space  512
kept:   .space  19 * 8
