/* x86_64: the accesses that wild makes. */
        .intel_syntax noprefix
        .set    NOWHERE, 0xd0000000
        .set    NO_PORT, 0x1234

        .globl  attempts
load:
        mov     eax, [esp + 4]
        mov     eax, [eax]
        ret
store:
        mov     eax, [esp + 4]
        mov     dword ptr [eax], 0
        xor     eax, eax
        ret
add:
        mov     eax, [esp + 4]
        inc     dword ptr [eax]
        ret
fetch:
        mov     eax, [esp + 4]
        jmp     eax
input:
        mov     edx, [esp + 4]
        in      eax, dx
        ret
output:
        mov     edx, [esp + 4]
        xor     eax, eax
        out     dx, eax
        ret

        .section .rodata
.macro  attempt what, make, where
        .pushsection .rodata.text, "aMS", @progbits, 1
1:      .asciz  "\what"
        .popsection
        .long   1b, \make, \where
.endm

attempts:
        attempt "load: ", load, NOWHERE
        attempt "misaligned load: ", load, NOWHERE + 1
        attempt "store: ", store, NOWHERE
        attempt "misaligned store: ", store, NOWHERE + 1
        attempt "increment: ", add, NOWHERE
        attempt "fetch: ", fetch, NOWHERE
        attempt "port, in: ", input, NO_PORT
        attempt "port, out: ", output, NO_PORT
        .long   0
