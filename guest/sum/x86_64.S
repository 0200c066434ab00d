/* x86_64: the call sum(ecx count, ebx address); eax becomes the sum. As each of our calls, it keeps all other registers. */
        .intel_syntax noprefix
        .globl  main
main:
        mov     ebx, offset right_sum_and_numbers + 4
        mov     ecx, 8
        mov     eax, 0x86000004
        vmmcall
        push    [ebx - 4]       /* the right sum lies before the numbers */
        push    eax
        call    check
