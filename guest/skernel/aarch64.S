/* The smallest kernel: asks to have the machine shut down (PSCI SYSTEM_OFF). */
        .globl  _start
_start:
        ldr     w0, =0x84000008
        hvc     #0
