/* x86_64: the start of a guest in 32-bit protected mode, and its hypercalls (eax function; ebx,
 * ecx, edx arguments; eax result). */
        .intel_syntax noprefix
        .section .text.start, "ax"
        .globl  _start, console_write, shut_down, clock_ticks, null_calls, __udivdi3, __umoddi3
_start:
        mov     esp, offset stack_top
        call    main

shut_down:
        mov     eax, 0x84000008  /* SYSTEM_OFF */
        vmmcall
1:      jmp     1b

console_write:
        push    ebx
        mov     ebx, [esp + 8]   /* address */
        mov     ecx, [esp + 12]  /* bytes */
        mov     eax, 0x86000001  /* CONSOLE_WRITE */
        vmmcall
        pop     ebx
        ret

clock_ticks:
        rdtsc
        ret

null_calls:
        mov     ecx, [esp + 4]
1:      mov     eax, 0x84000000  /* VERSION */
        vmmcall
        dec     ecx
        jnz     1b
        ret

/* The compiler calls these to divide numbers of 64 bits. They divide in two steps of 32 bits, and
 * only by divisors below 2^32. */
__udivdi3:
        mov     ecx, [esp + 12]  /* the divisor */
        mov     eax, [esp + 8]   /* upper half */
        xor     edx, edx
        div     ecx
        push    eax
        mov     eax, [esp + 8]   /* lower half; edx: the remainder so far */
        div     ecx
        pop     edx
        ret

__umoddi3:
        mov     ecx, [esp + 12]
        mov     eax, [esp + 8]
        xor     edx, edx
        div     ecx
        mov     eax, [esp + 4]
        div     ecx
        mov     eax, edx
        xor     edx, edx
        ret

        .bss
        .balign 16
        .space  4096
stack_top:
