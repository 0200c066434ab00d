/* AArch64: odd.h */
        .globl  odd_instructions, fill_and_exit, not_zero, fp_changed, changed_by_call

        .text
        .globl  _begin
_begin: /* in place of _start: keeps the registers first */
        sub     sp, sp, #96 * 8
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
        str     x\n, [sp, #8 * \n]
        .endr
        adrp    x0, kept
        add     x0, x0, :lo12:kept
        mov     x1, #31
        mov     x2, sp
1:      ldr     x3, [x2], #8
        str     x3, [x0], #8
        subs    x1, x1, #1
        b.ne    1b
        mrs     x1, tpidr_el0
        str     x1, [x0], #8
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        str     q\n, [x0], #16
        .endr
        mrs     x1, fpcr
        mrs     x2, fpsr
        stp     x1, x2, [x0]
        add     sp, sp, #96 * 8
        b       _start

not_zero:
        adrp    x1, kept
        add     x1, x1, :lo12:kept
        mov     x0, #0
        mov     x2, #98
1:      ldr     x3, [x1], #8
        cmp     x3, #0
        cinc    x0, x0, ne
        subs    x2, x2, #1
        b.ne    1b
        ret

fill_fp: /* with x0 */
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        dup     v\n\().2d, x0
        .endr
        ret

fill_and_exit:
        ldr     x0, =0x5eed5eed5eed5eed
        bl      fill_fp
        msr     tpidr_el0, x0
        mov     x1, #0xf
        msr     fpsr, x1
        .irp    n, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
        mov     x\n, x0
        .endr
        mov     x0, #0
        mov     x8, #94
        svc     #0

fp_changed: /* x0 pattern, x1 loops */
        mov     x9, x30
        bl      fill_fp
        mov     x30, x9
1:      subs    x1, x1, #1
        b.ne    1b
        mov     x2, #0
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        mov     x3, v\n\().d[0]
        cmp     x3, x0
        cinc    x2, x2, ne
        mov     x3, v\n\().d[1]
        cmp     x3, x0
        cinc    x2, x2, ne
        .endr
        mov     x0, x2
        ret

changed_by_call: /* a call that does not exist: everything but x0 stays */
        sub     sp, sp, #12 * 8
        .irp    n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
        str     x\n, [sp, #8 * (\n - 19)]
        .endr
        .irp    n, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
        mov     x\n, #1000 + \n
        .endr
        mov     x8, #500
        svc     #0
        mov     x0, #0
        .irp    n, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
        cmp     x\n, #1000 + \n
        cinc    x0, x0, ne
        .endr
        .irp    n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
        ldr     x\n, [sp, #8 * (\n - 19)]
        .endr
        add     sp, sp, #12 * 8
        ret

        .macro  odd instructions
        .pushsection .data.rel.ro, "aw"
        .quad   1f
        .popsection
1:      \instructions
        ret
        .endm

        .pushsection .data.rel.ro, "aw"
        .balign 8
odd_instructions:
        .popsection
        odd     "brk #1"
        odd     "udf #0"
        odd     "hvc #0"
        odd     "smc #0"
        odd     "hlt #0"
        odd     ".inst 0xffffffff"
        odd     "eret"
        odd     "mrs x0, sctlr_el1"
        odd     "msr ttbr0_el1, xzr"
        odd     "msr vbar_el1, xzr"
        odd     "msr daifset, #2"
        odd     "mrs x0, cntvct_el0"
        odd     "mrs x0, ctr_el0"
        odd     "mrs x0, midr_el1"
        odd     "wfi"
        odd     "wfe"
        odd     "tlbi vmalle1"
        odd     "ic iallu"
        odd     "mov x0, #0; dc civac, x0"
        odd     "mov x0, #0; dc zva, x0"
        odd     "mov x0, #0; ic ivau, x0"
        odd     "adr x0, odd_code; dc cvau, x0; ic ivau, x0"
        odd     "mov x0, #2; br x0"
        odd     "mov x0, #-1; br x0"
        odd     "ldr x0, =0xffffff8040200000; br x0"
        odd     "ldr x0, =0xffffff8040200000; ldr x0, [x0]"
        odd     "ldr x0, =0xffffffffc0003ff8; str x0, [x0]"
        odd     "ldr x0, =0x8000000000000000; ldr x0, [x0]"
        odd     "mov x0, #8; ldr x0, [x0]"
        odd     "mov sp, x0; ldr x1, [sp]"
        odd     "mov x0, #1; mov sp, x0; ldr x1, [sp]"
        odd     "mov x0, #-16; mov sp, x0; mov x8, #172; svc #0; mov x0, #0; mov x8, #94; svc #0"
        odd     "svc #1234"
        odd     "mov x0, #8; ldxr x1, [x0]"
        odd     "adrp x0, kept; br x0"
        odd     "mrs x0, fpcr; mov x1, #0x9f00; msr fpcr, x1; fdiv d0, d1, d2; msr fpcr, x0"
        odd     "at s1e1r, x0"
        odd     "at s12e1r, x0"
        odd     "ldr x0, =0xffffff8040200000; at s1e0r, x0"
        odd     "dc isw, x0"
        odd     "ldr x0, =0xffffff8040200000; dc civac, x0"
        odd     "ldr x0, =0xffffff8040200000; dc zva, x0"
        odd     "ldr x0, =0xffffff8040200000; prfm pldl1keep, [x0]"
        odd     "ldr x0, =0xffffff8040200000; ldtr x0, [x0]"
        odd     "ldr x0, =0xffffff8040200000; ldxr x1, [x0]"
        odd     "mrs x0, cntpct_el0"
        odd     "mrs x0, cntp_ctl_el0"
        odd     "mrs x0, cntv_ctl_el0"
        odd     "msr cntv_cval_el0, xzr"
        odd     "mrs x0, pmccntr_el0"
        odd     "mrs x0, pmcr_el0"
        odd     "mrs x0, pmuserenr_el0"
        odd     "mrs x0, mdscr_el1"
        odd     "mrs x0, mdccsr_el0"
        odd     "mrs x0, dbgdtrrx_el0"
        odd     "mrs x0, id_aa64pfr0_el1"
        odd     "mrs x0, tpidrro_el0"
        odd     "msr tpidrro_el0, x0"
        odd     "mrs x0, esr_el1"
        odd     "mrs x0, hcr_el2"
        odd     "mrs x0, vttbr_el2"
        odd     "mrs x0, daif"
        odd     "msr spsel, #1"
        odd     "mrs x0, s3_0_c12_c12_0"
        odd     "mrs x0, cntkctl_el1"
        odd     "mrs x0, s3_3_c15_c2_0"
        odd     "mrs x0, currentel"
        odd     "dcps1"
        odd     "dcps2"
        odd     "sys #0, c7, c1, #0"
        odd     "mrs x0, nzcv"
odd_code:
        .pushsection .data.rel.ro, "aw"
        .quad   0
        .popsection

        .bss
        .balign 4096
kept:   .space  98 * 8
