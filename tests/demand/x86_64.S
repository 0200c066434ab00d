/* x86_64: the hypervisor has told us the bytes of RAM in edx, those of flash in ecx. */
        .intel_syntax noprefix
        .globl  main
main:
        push    ecx
        push    0xffc00000
        push    edx
        push    0               /* where RAM starts */
        call    use_memory
