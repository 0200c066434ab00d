/*
 * AArch64: the hypervisor has told us the bytes of RAM in x2, those of flash in x3. The MMU has to be on, or
 * no access might cross an edge: without it all memory is a device's, D8.2.11.
 */
#define BLOCK 0x705 /* of 1 GiB: AF, inner shareable, attributes 1, which are normal memory's; D8.3 */

        .globl  main
main:
        ldr     x0, =tables
        msr     ttbr0_el1, x0
        ldr     x0, =(25 | 1 << 8 | 1 << 10 | 3 << 12 | 1 << 23) /* 39 bits, cached; nothing by TTBR1 */
        msr     tcr_el1, x0
        mov     x0, #0xff00
        msr     mair_el1, x0
        isb
        mrs     x0, sctlr_el1
        mov     x1, #0x1005 /* MMU, caches */
        orr     x0, x0, x1
        msr     sctlr_el1, x0
        isb
        mov     x0, #0x40000000 /* where RAM starts */
        mov     x1, x2
        mov     x2, #0x04000000
        b       use_memory

        .data
        .balign 4096
tables:
        .quad   BLOCK, 1 << 30 | BLOCK, 2 << 30 | BLOCK
        .balign 4096
