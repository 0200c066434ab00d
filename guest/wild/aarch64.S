/* AArch64: the accesses that wild makes. */
        .set    NOWHERE, 0x20000000
        .set    SCTLR_A, 1 << 1 /* misaligned accesses fault */

        .globl  attempts
load:
        ldrsw   x0, [x0]
        ret
misaligned:
        mrs     x1, sctlr_el1
        orr     x1, x1, #SCTLR_A
        msr     sctlr_el1, x1
        isb
        ldrsw   x0, [x0, #1]
        ret
store:
        str     wzr, [x0]
        ret
pair:
        ldp     x0, x1, [x0]
        ret
fetch:
        br      x0

        .section .rodata
.macro  attempt what, make, where
        .pushsection .rodata.text, "aMS", %progbits, 1
1:      .asciz  "\what"
        .popsection
        .balign 8
        .xword  1b, \make, \where
.endm

attempts:
        attempt "load: ", load, NOWHERE
        attempt "misaligned load: ", misaligned, NOWHERE
        attempt "store: ", store, NOWHERE
        attempt "load of a pair: ", pair, NOWHERE
        attempt "fetch: ", fetch, NOWHERE
        .xword  0
