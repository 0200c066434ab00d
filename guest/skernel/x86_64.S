/* The smallest kernel: 16-bit code that asks the hypervisor to switch the machine off. */
        .intel_syntax noprefix
        .code16
        .globl  _start
_start:
        mov     eax, 0x84000008 /* SYSTEM_OFF */
        vmmcall
