/* RISC-V: the accesses that wild makes. */
        .set    NOWHERE, 0x50000000

        .globl  attempts
load:
        lw      a0, (a0)
        ret
store:
        sw      zero, (a0)
        ret
atomic:
        amoadd.w a0, zero, (a0)
        ret
fetch:
        jr      a0

        .section .rodata
.macro  attempt what, make, where
        .pushsection .rodata.text, "aMS", %progbits, 1
1:      .asciz  "\what"
        .popsection
        .balign 8
        .dword  1b, \make, \where
.endm

attempts:
        attempt "load: ", load, NOWHERE
        attempt "misaligned load: ", load, NOWHERE + 1
        attempt "store: ", store, NOWHERE
        attempt "misaligned store: ", store, NOWHERE + 1
        attempt "atomic operation: ", atomic, NOWHERE
        attempt "fetch: ", fetch, NOWHERE
        .dword  0
