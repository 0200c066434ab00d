/* x86_64: edx has the size of RAM in bytes, ecx that of flash: from the hypervisor. */
        .intel_syntax noprefix
        .globl  main
main:
        push    edx
        push    0               /* where RAM starts */
        call    use_pages
