/* x86_64: the hypervisor passes the size of RAM in edx and that of flash in ecx, in bytes. */
        .intel_syntax noprefix
        .globl  main
main:
        push    ecx
        push    0xffc00000
        call    read_flash
