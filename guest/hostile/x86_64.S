/*
 * x86_64: a hostile guest: a series of attempts, 128 bytes each, each preceded by its expected
 * outcome. Step 5 stops it at the first one. tests/hostile/ enters each of them in a new guest in
 * 32-bit protected mode with 1 MiB of memory from 0 on, and tells it in ebx, ecx, edx, esi, edi and ebp where
 * the stage-2 root, the vcpu, the stack and the image of the hypervisor are, and the host's words before and
 * after the guest's memory. Words in braces are these addresses; "resumed" is the hlt that fills the rest of
 * an attempt; "shutdown" is an exception of that vector, which the guest has no way to deliver.
 */
        .set    SLOT,  128
        .set    START, 0x10000
        .set    END,   0x100000
        .set    TABLE, 0xe0000 /* the guest's page tables: two pages */
        .set    PAGE,  0x83    /* large, writable, present */

        .intel_syntax noprefix
        .code32
        .globl  _start

.macro attempt wanted
        .pushsection .wanted
        .asciz  "\wanted"
        .popsection
        .balign SLOT, 0xf4
.endm

.macro is wanted, instructions
        attempt "\wanted"
        \instructions
.endm

/* Reads, writes and executes at the address that the instructions put into eax. */
.macro each_way wanted, instructions
        is      "\wanted", "\instructions; mov al, [eax]"
        is      "\wanted", "\instructions; mov [eax], ebx"
        is      "\wanted", "\instructions; lock xadd [eax], ebx"
        is      "\wanted", "\instructions; fninit; fstp qword ptr [eax]"
        is      "\wanted", "\instructions; jmp eax"
.endm

/* The same with the guest's own paging on; the instructions put the entry for the second 4 MiB into eax. */
.macro each_way_paged wanted, at, instructions
        each_way "\wanted", "mov esp, END - 64; \instructions; call paging_on; mov eax, \at"
.endm

/* With PAE: the lower half of the entry for the second 2 MiB into eax, the upper one into edx. */
.macro each_way_pae wanted, at, instructions
        each_way "\wanted", "mov esp, END - 64; \instructions; call pae_on; mov eax, \at"
.endm

        .text
_start:
/* --- Addresses: the hypervisor's, the devices', and the edges --- */
        each_way "fault {root}", "mov eax, ebx"
        each_way "fault {vcpu}", "mov eax, ecx"
        each_way "fault {stack}", "mov eax, edx"
        each_way "fault {image}", "mov eax, esi"
        each_way "fault {before}", "mov eax, edi"
        each_way "fault {behind}", "mov eax, ebp"
        .irp    at, 0x100000, 0x7fffff8, 0x80000000, 0xb0000000, 0xfec00000, 0xfed00000, 0xfee00000, 0xfffffff0
        each_way "fault {\at}", "mov eax, \at" /* from the end of its memory to the firmware's first instruction */
        .endr

/* Across an edge: into the next page, and around the end of all addresses. */
        is      "fault {0x100000}", "mov eax, [END - 2]"
        is      "fault {0x100000}", "mov [END - 2], eax"
        is      "fault {0x100000}", "mov byte ptr [END - 1], 0xb8; mov eax, END - 1; jmp eax" /* its first byte */
        is      "fault {0xfffffffe}", "mov eax, [0xfffffffe]"
        attempt "fault {0x100000}|fault {0x10ffef}" /* real mode, segment 0xffff: above 1 MiB */
        mov     eax, cr0
        and     al, 0xfe
        mov     cr0, eax
        .byte   0xea /* jmp */
        .long   1f - _start
        .word   START >> 4
1:      mov     ax, 0xffff
        mov     ds, ax
        mov     al, [0xffff]

/* --- The guest's own paging, that leads outside, to itself, or to nonsense --- */
        each_way_paged "fault {0x80000100}", 0x400100, "mov eax, 0x80000000 | PAGE"
        each_way_paged "fault {0xfee00020}", 0x600020, "mov eax, 0xfec00000 | PAGE"
        each_way_paged "fault {image}", 0x400000, "lea eax, [esi + 3]; mov dword ptr [0xe1000], eax; mov eax, 0xe1003"
        each_way_paged "fault {root + 4}", 0x401000, "lea eax, [ebx + 3]"
        each_way_paged "fault {0x80000004}", 0x401000, "mov eax, 0x80000003"
        each_way_paged "fault {0xff00000000}", 0x400000, "mov eax, 0x1fe000 | PAGE" /* PSE-36 */
        each_way_paged "shutdown 14", 0x402000, "mov eax, TABLE + 3" /* itself */
        each_way_paged "shutdown 14", 0x800000, "mov eax, PAGE"
        each_way_pae "fault {0xff00000000}", 0x200000, "mov eax, PAGE; mov edx, 0xff"
        each_way_pae "fault {0xff00000008}", 0x201000, "mov eax, 3; mov edx, 0xff"
        each_way_pae "shutdown 14", 0x200000, "mov eax, PAGE; mov edx, 0xfffff" /* above 40 bits */
        each_way_pae "shutdown 14", 0x200000, "mov eax, 0x2000 | PAGE; xor edx, edx" /* not aligned */
        each_way_pae "shutdown 14", 0x200000, "mov eax, PAGE; mov edx, 0x80000000" /* NX, without EFER.NXE */
        is      "resumed", "mov esp, END - 64; mov eax, TABLE + 3; call paging_on; mov eax, [0x401000]" /* twice */
        .irp    root, 0x80000000, 0xfee00000
        is      "fault {\root}", "mov eax, \root; mov cr3, eax; mov eax, 0x80000011; mov cr0, eax"
        .endr
        is      "fault {root}", "mov cr3, ebx; mov eax, 0x80000011; mov cr0, eax"
        is      "fault {0x80000000}", "mov esp, END - 64; call pae_on; mov eax, 0x80000000; mov cr3, eax"

/* --- Instructions: allowed, ours, or an exception --- */
        .irp    what, "clts", "lmsw ax", "smsw ax", "str ax", "sldt ax", "sgdt [START]", "sidt [START]"
        is      "resumed", "\what"
        .endr
        .irp    what, "lgdt [START]", "lidt [START]", "lldt ax", "invlpg [eax]", "cli", "sti", "mov cr2, eax"
        is      "resumed", "\what"
        .endr
        .irp    what, "mov cr3, eax", "verr ax", "xor ecx, ecx; mwait", "rdtsc", "fninit"
        is      "resumed", "\what"
        .endr
        .irp    what, invd, wbinvd, vmrun, vmload, vmsave, stgi, clgi, skinit, invlpga, rsm, rdpmc, "xor ecx, ecx; monitor"
        is      "instruction", "\what"
        .endr
        is      "identify", "cpuid"
        is      "hypercall", "vmmcall"
        is      "instruction|exception 0x41|shutdown 6", ".byte 0xf1" /* icebp, which QEMU 7.2 has not */
        is      "register", "mov eax, dr7"
        is      "register", "mov dr7, eax"
        is      "register", "mov dr6, eax"
        .irp    what, "ud2", "vmcall", "syscall", "sysret"
        is      "shutdown 6", "\what"
        .endr
        is      "instruction|shutdown 6", ".byte 0xf, 1, 0xd1" /* xsetbv */
        is      "shutdown 6", ".byte 0xf, 1, 0xf8" /* swapgs */
        is      "resumed|instruction", "rdtscp" /* QEMU's TCG has no such intercept */
        is      "shutdown 0", "div eax"
        is      "shutdown 3", "int3"
        is      "shutdown 128", "int 0x80"
        is      "shutdown 13|resumed", "mov eax, 0x20000011; mov cr0, eax" /* NW without CD */
        is      "shutdown 13|shutdown 14", "mov eax, 0x80000010; mov cr0, eax" /* PG without PE */
        is      "shutdown 13|unknown|unknown at 0x0", "mov eax, -1; mov cr4, eax"
        is      "shutdown 13", "mov ax, 8; ltr ax"
        is      "shutdown 13", "mov ax, 0x33; mov ds, ax"
        is      "shutdown 13", ".byte 0xea, 0, 0, 0, 0, 0x33, 0" /* jmp 0x33:0 */
        is      "shutdown 13", "mov esp, START - 64; iretd"
        is      "shutdown 13", "sysenter"
        is      "shutdown 13", "sysexit"
        is      "fault {0xfffffffc}", "push eax"

/* --- CPL 3: it is no way around the guest's kernel, nor around us --- */
.macro user wanted, instructions
        attempt "\wanted"
        lea     eax, [START + 1f]
        jmp     enter_user
1:      \instructions
.endm
        user    "shutdown 13", "hlt"
        user    "shutdown 13", "cli"
        user    "shutdown 13", "clts"
        user    "shutdown 13", "rdmsr"
        user    "shutdown 13", "wrmsr"
        user    "shutdown 13", "lgdt [START]"
        user    "shutdown 13", "mov eax, cr0"
        user    "shutdown 13", "mov cr3, eax"
        user    "shutdown 13", "invlpg [eax]"
        user    "shutdown 13", "mov eax, dr7"
        .irp    what, wbinvd, vmrun, vmload, clgi, stgi, rsm, rdpmc
        user    "shutdown 13|shutdown 6|instruction", "\what"
        .endr
        user    "port_io|shutdown 13", "in al, 0x60"
        user    "identify", "cpuid"
        user    "fault {image}", "mov ax, 0x23; mov ds, ax; mov al, [esi]"
        user    "fault {stack}", "jmp edx"

/* --- What one guest leaves in the debug registers, the FPU and SSE's, the next one does not find --- */
        is      "resumed", "dec eax; mov dr0, eax; mov dr3, eax; mov ebx, dr3; inc ebx; jnz is_not_zero"
        is      "resumed", "mov eax, dr0; mov ebx, dr3; or eax, ebx; jnz is_not_zero"
        attempt "resumed"
        mov     eax, 0x600
        mov     cr4, eax
        fninit
        fldpi
        fldcw   [START + control]
        ldmxcsr [START + control + 4]
        movd    xmm0, esi
        movd    xmm7, esi
        attempt "resumed"
        mov     eax, 0x600
        mov     cr4, eax
        mov     edi, END - 512
        fxsave  [edi]
        sub     word ptr [edi], 0x37f
        sub     dword ptr [edi + 24], 0x1f80
        mov     dword ptr [edi + 28], 0 /* what MXCSR can have */
        xor     eax, eax
        mov     ecx, 416 / 4
        repe    scasd
        jne     is_not_zero

/* Nothing of the host's is in a register, but what the test told. */
        attempt "resumed"
        or      eax, esp
        mov     ebx, cr2
        mov     ecx, cr3
        mov     edx, cr4
        or      eax, ebx
        or      eax, ecx
        or      eax, edx
        str     bx
        sldt    cx
        or      ax, bx
        or      ax, cx
        jnz     is_not_zero

        .balign SLOT, 0xf4
is_not_zero:
        ud2

control:
        .long   0x27f, 0x9fc0

enter_user:
        lgdt    [START + gdtr]
        mov     esp, END - 64
        push    0x23
        push    END - 128
        push    2
        push    0x1b
        push    eax
        iretd

        .balign 8
gdt:    .quad   0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00cffb000000ffff, 0x00cff3000000ffff
gdtr:   .word   gdtr - gdt - 1
        .long   START + gdt

/* The guest's table: its first 4 MiB one to one, eax for the next. */
paging_on:
        mov     dword ptr [TABLE], PAGE
        mov     [TABLE + 4], eax
        mov     eax, TABLE
        mov     cr3, eax
        mov     eax, 0x10
        mov     cr4, eax
        jmp     1f

/* The same with 8 bytes an entry: 2 MiB one to one, edx and eax for the next. */
pae_on:
        mov     dword ptr [TABLE], TABLE + 0x1001
        mov     dword ptr [TABLE + 4], 0
        mov     dword ptr [TABLE + 0x1000], PAGE
        mov     dword ptr [TABLE + 0x1004], 0
        mov     [TABLE + 0x1008], eax
        mov     [TABLE + 0x100c], edx
        mov     eax, TABLE
        mov     cr3, eax
        mov     eax, 0x20
        mov     cr4, eax
1:      mov     eax, 0x80000011
        mov     cr0, eax
        ret
