/* RISC-V: the hypervisor passes the size of RAM in a2 and that of flash in a3, in bytes. */
        .globl  main
main:
        li      a0, 0x80000000 /* where RAM starts */
        mv      a1, a2
        tail    use_pages
