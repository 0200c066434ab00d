/* RISC-V: a2 has the size of RAM in bytes, a3 that of flash: from the hypervisor. */
        .globl  main
main:
        li      a0, 0x80000000 /* where RAM starts */
        mv      a1, a2
        tail    use_pages
