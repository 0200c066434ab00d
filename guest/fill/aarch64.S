/* AArch64: x2 has the size of RAM in bytes, x3 that of flash: from the hypervisor. */
        .globl  main
main:
        mov     x0, #0x04000000
        mov     x1, x3
        mov     x4, #0x40000000 /* where RAM starts */
        add     x2, x2, x4
        b       fill_memory
