/* AArch64: the hypervisor passes the size of RAM in x2 and that of flash in x3, in bytes. */
        .globl  main
main:
        mov     x0, #0x40000000 /* where RAM starts */
        mov     x1, x2
        b       use_pages
