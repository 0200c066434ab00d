/* x86_64: the hypervisor's calls for a guest with several CPUs, and their local APICs. */
        .intel_syntax noprefix
        .globl  other_entry, cpu_on, cpu_off, cpu_state, reset, faults_reset
        .globl  ipi_init, ipi_send, ipi_wait
other_entry:                    /* ebx: the argument, its number */
        mov     eax, ebx
        shl     eax, 12
        lea     esp, [stacks + eax] /* the first CPU has another: so each ends at the next one's */
        push    ebx
        call    run_other
cpu_off:
        mov     eax, 0x84000002 /* CPU_OFF */
        vmmcall
        ret

cpu_on:
        push    ebx
        mov     ebx, [esp + 8]
        mov     ecx, [esp + 12]
        mov     edx, [esp + 16]
        mov     eax, 0x84000003 /* CPU_ON */
        vmmcall
        pop     ebx
        ret

cpu_state:
        push    ebx
        mov     ebx, [esp + 8]
        xor     ecx, ecx
        mov     eax, 0x84000004 /* AFFINITY_INFO */
        vmmcall
        pop     ebx
        ret

reset:
        mov     eax, 0x84000009 /* SYSTEM_RESET */
        vmmcall

faults_reset:
        mov     byte ptr [resets], 32
        ret

/* The APIC's registers, APM vol. 2 16.3.2. */
#define END_OF_INTERRUPT 0xfee000b0
#define SPURIOUS         0xfee000f0
#define COMMAND          0xfee00300
#define COMMAND_TO       0xfee00310
#define ENABLED          0x1ff
#define IPI              0x40   /* its vector */

ipi_init:
        lgdt    [gdt_pointer]
        push    8
        mov     eax, offset in_segment
        push    eax
        retf
in_segment:
        xor     ecx, ecx        /* every vector leads to the same handler, but for those of faults */
2:      mov     eax, offset taken
        cmp     cl, [resets]
        jae     3f
        mov     eax, offset reset
3:
        mov     edx, eax
        and     eax, 0xffff
        or      eax, 8 << 16
        mov     dx, 0x8e00
        mov     [gates + 8 * ecx], eax
        mov     [gates + 8 * ecx + 4], edx
        inc     cl
        jnz     2b
        lidt    [idt_pointer]
        mov     eax, ENABLED
        mov     [SPURIOUS], eax
        ret

        .balign 16
taken:
        push    eax
        mov     [END_OF_INTERRUPT], eax
        pop     eax
        iretd

ipi_send:
        mov     eax, [esp + 4]
        shl     eax, 24
        mov     [COMMAND_TO], eax
        mov     eax, IPI
        mov     [COMMAND], eax
        ret

ipi_wait:
        sti
        hlt                     /* one that is pending already ends it at once */
        cli
        ret

        .balign 8
gdt:    .quad   0, 0x00cf9b000000ffff, 0x00cf93000000ffff
gdt_pointer:
        .short  3 * 8 - 1
        .long   gdt
idt_pointer:
        .short  256 * 8 - 1
        .long   gates

        .bss
        .balign 8
gates:  .space  256 * 8
resets: .space  1               /* vectors that lead to a reset: 0 to 31, the faults, or none */
        .balign 4096
stacks: .space  8 * 4096
