/* RISC-V: the hypervisor has told us the bytes of RAM in a2, those of flash in a3. */
        .globl  main
main:
        li      a0, 0x22000000
        mv      a1, a3
        tail    read_flash
