/* x86_64: edx has the size of RAM in bytes, which starts at 0, ecx that of flash: from the
 * hypervisor. */
        .intel_syntax noprefix
        .globl  main
main:
        push    edx
        push    ecx
        push    0xffc00000
        call    fill_memory
