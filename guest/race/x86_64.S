/* x86_64: the second CPU. The first one's local APIC sends INIT, and then where it starts: in real
 * mode, in a page below 1 MiB. */
        .intel_syntax noprefix
        .globl  cpu_on, other_entry

#define PAGE         8          /* of 4 KiB: free in every guest */
#define TRAMPOLINE   (PAGE << 12)
#define COMMAND      0xfee00300 /* the APIC's registers, APM vol. 2 16.5 */
#define COMMAND_TO   0xfee00310
#define INIT         0x4500
#define STARTUP      0x4600
#define PATIENCE     (1 << 24)  /* turns of a loop: longer than any start */

/* Places in the trampoline. */
#define GDT_POINTER      0x30
#define FAR_POINTER      0x38
#define ENTRY            0x40
#define FLAT_GDT         0x48
#define TRAMPOLINE_BYTES 0x60

cpu_on:                         /* on the stack: its number, and where it starts */
        push    esi
        push    edi
        mov     esi, offset trampoline
        mov     edi, TRAMPOLINE
        mov     ecx, TRAMPOLINE_BYTES
        rep     movsb
        mov     eax, [esp + 12]
        shl     eax, 24
        mov     [COMMAND_TO], eax
        mov     eax, [esp + 16]
        mov     [TRAMPOLINE + ENTRY], eax
        mov     eax, INIT
        mov     [COMMAND], eax
        mov     eax, STARTUP | PAGE
        mov     [COMMAND], eax
        mov     [COMMAND], eax  /* a CPU may miss the first one */
        mov     ecx, PATIENCE
1:      pause
        mov     eax, [TRAMPOLINE + ENTRY]
        test    eax, eax        /* the CPU has taken it */
        loopnz  1b
        pop     edi
        pop     esi
        ret                     /* eax: 0, or there is no such CPU */

other_entry:
        lea     esp, other_stack_top
        call    run_other

        .code16
trampoline:
        cli
        mov     ax, cs
        mov     ds, ax
        xor     esi, esi
        xchg    esi, [ENTRY]
        lgdt    [GDT_POINTER]
        mov     bx, FAR_POINTER
        mov     eax, cr0
        or      al, 1           /* PE */
        mov     cr0, eax
        jmp     fword ptr [bx]

        .org    trampoline + GDT_POINTER
        .short  3 * 8 - 1
        .long   TRAMPOLINE + FLAT_GDT
        .org    trampoline + FAR_POINTER
        .long   protected_mode
        .short  8
        .org    trampoline + ENTRY
        .long   0
        .org    trampoline + FLAT_GDT
        .quad   0
        .quad   0x00cf9b000000ffff /* code: 4 GiB, 32 bits, APM 4.7 */
        .quad   0x00cf93000000ffff /* data */

        .code32
protected_mode:
        mov     eax, 16
        mov     ds, eax
        mov     es, eax
        mov     ss, eax
        jmp     esi

        .bss
        .balign 16
        .space  4096
other_stack_top:
