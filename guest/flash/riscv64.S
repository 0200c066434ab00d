/* RISC-V: a2 has the size of RAM in bytes, a3 that of flash: from the hypervisor. */
        .globl  main
main:
        li      a0, 0x22000000
        mv      a1, a3
        tail    read_flash
