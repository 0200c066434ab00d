/* AArch64: x2 has the size of RAM in bytes, x3 that of flash: from the hypervisor. */
        .globl  main
main:
        mov     x0, #0x40000000 /* where RAM starts */
        mov     x1, x2
        b       use_pages
