/* AArch64: the hypervisor has told us the bytes of RAM in x2, those of flash in x3. */
        .globl  main
main:
        mov     x0, #0x04000000
        mov     x1, x3
        b       read_flash
