/* x86_64: the hypervisor passes the size of RAM in edx and that of flash in ecx, in bytes. RAM
 * starts at 0. */
        .intel_syntax noprefix
        .globl  main
main:
        push    edx
        push    ecx
        push    0xffc00000
        call    fill_memory
