/* RISC-V: the SBI's calls for a guest with several CPUs. */
        .globl  other_entry, cpu_on, cpu_off, cpu_state, reset, faults_reset, ipi_init, ipi_send, ipi_wait
        .balign 4
other_entry:                    /* a0: its number, a1: the argument, the same */
        la      sp, stacks
        slli    t0, a1, 12
        add     sp, sp, t0      /* the first CPU has another: so each ends at the next one's */
        mv      a0, a1
        call    run_other
cpu_off:
        li      a7, 0x48534d    /* HSM */
        li      a6, 1           /* hart_stop */
        ecall
        ret

cpu_on:
        li      a7, 0x48534d
        li      a6, 0           /* hart_start */
        ecall
        ret

cpu_state:
        li      a7, 0x48534d
        li      a6, 2           /* hart_get_status */
        ecall
        bnez    a0, 1f
        mv      a0, a1
1:      ret

        .balign 4
reset:
        li      a7, 0x53525354  /* SRST */
        li      a6, 0
        li      a0, 1           /* cold reboot */
        li      a1, 0
        ecall

faults_reset:
        la      t0, reset
        csrw    stvec, t0
        ret

ipi_init:
        li      t0, 2           /* SSIE: that it ends a wfi */
        csrs    sie, t0
        ret

ipi_send:
        mv      a1, a0
        li      a0, 1
        li      a7, 0x735049    /* IPI */
        li      a6, 0           /* send_ipi */
        ecall
        ret

ipi_wait:
1:      wfi
        csrr    t0, sip
        andi    t0, t0, 2
        beqz    t0, 1b
        csrc    sip, t0
        ret

        .bss
        .balign 4096
stacks: .space  8 * 4096
