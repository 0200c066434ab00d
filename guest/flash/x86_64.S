/* x86_64: edx has the size of RAM in bytes, ecx that of flash: from the hypervisor. */
        .intel_syntax noprefix
        .globl  main
main:
        push    ecx
        push    0xffc00000
        call    read_flash
