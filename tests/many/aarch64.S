/* AArch64: PSCI's calls for a guest with several CPUs, and SGIs. */
        .globl  other_entry, cpu_on, cpu_off, cpu_state, reset, faults_reset, ipi_init, ipi_send, ipi_wait
other_entry:                    /* x0: the argument, its number */
        ldr     x1, =stacks
        add     x1, x1, x0, lsl #12 /* the first CPU has another: so each ends at the next one's */
        mov     sp, x1
        bl      run_other
cpu_off:
        ldr     w0, =0x84000002 /* CPU_OFF */
        hvc     #0
        ret

cpu_on:
        mov     x3, x2
        mov     x2, x1
        mov     x1, x0
        ldr     x0, =0xc4000003 /* CPU_ON */
        hvc     #0
        ret

cpu_state:
        mov     x1, x0
        mov     x2, #0
        ldr     x0, =0xc4000004 /* AFFINITY_INFO */
        hvc     #0
        ret

reset:
        ldr     w0, =0x84000009 /* SYSTEM_RESET */
        hvc     #0

faults_reset:
        ldr     x0, =vectors
        msr     vbar_el1, x0
        isb
        ret

        .balign 2048
vectors:
        .rept   16
        b       reset
        .balign 128
        .endr

#define GICD 0x08000000
#define GICR 0x080a0000

ipi_init:                       /* x0: its number; SGI 1 in group 1, and not masked */
        ldr     x1, =GICD
        mov     w2, #0x12
        str     w2, [x1]        /* GICD_CTLR: routing, group 1 */
        ldr     x1, =GICR
        add     x1, x1, x0, lsl #17
        str     wzr, [x1, #0x14] /* GICR_WAKER */
        add     x1, x1, #0x10000
        mov     w2, #2
        str     w2, [x1, #0x80] /* GICR_IGROUPR0 */
        str     w2, [x1, #0x100] /* GICR_ISENABLER0 */
        mov     x2, #7
        msr     S3_0_C12_C12_5, x2 /* ICC_SRE_EL1 */
        isb
        mov     x2, #0xff
        msr     S3_0_C4_C6_0, x2 /* ICC_PMR_EL1 */
        mov     x2, #1
        msr     S3_0_C12_C12_7, x2 /* ICC_IGRPEN1_EL1 */
        isb
        ret

ipi_send:
        mov     x1, #1
        lsl     x1, x1, x0
        orr     x1, x1, #(1 << 24)
        msr     S3_0_C12_C11_5, x1 /* ICC_SGI1R_EL1 */
        isb
        ret

ipi_wait:
1:      wfi
        mrs     x0, S3_0_C12_C12_0 /* ICC_IAR1_EL1 */
        cmp     x0, #1
        b.ne    1b
        msr     S3_0_C12_C12_1, x0 /* ICC_EOIR1_EL1 */
        isb
        ret

        .bss
        .balign 4096
stacks: .space  8 * 4096
