/* AArch64: the hypervisor has told us the bytes of RAM in x2, those of flash in x3. */
        .globl  main
main:
        mov     x0, #0x40000000 /* where RAM starts */
        mov     x1, x2
        b       use_pages
