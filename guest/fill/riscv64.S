/* RISC-V: a2 has the size of RAM in bytes, a3 that of flash: from the hypervisor. */
        .globl  main
main:
        li      a0, 0x22000000
        mv      a1, a3
        li      t0, 0x80000000 /* where RAM starts */
        add     a2, a2, t0
        tail    fill_memory
