/* x86_64: the hypervisor passes the size of RAM in edx and that of flash in ecx, in bytes. */
        .intel_syntax noprefix
        .globl  main
main:
        push    edx
        push    0               /* where RAM starts */
        call    use_pages
