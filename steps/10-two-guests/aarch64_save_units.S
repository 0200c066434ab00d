/*
 * The registers of the SIMD and floating-point unit. CPTR_EL2 lets the host use it.
 *
 * save_floating_point(x0 = struct vcpu_units *), load_floating_point(the same). Clobbers: x1, x2.
 */
        .arch   armv8-a+simd

.macro  all move
        \move   q0, q1, [x0]
        \move   q2, q3, [x0, #32]
        \move   q4, q5, [x0, #64]
        \move   q6, q7, [x0, #96]
        \move   q8, q9, [x0, #128]
        \move   q10, q11, [x0, #160]
        \move   q12, q13, [x0, #192]
        \move   q14, q15, [x0, #224]
        \move   q16, q17, [x0, #256]
        \move   q18, q19, [x0, #288]
        \move   q20, q21, [x0, #320]
        \move   q22, q23, [x0, #352]
        \move   q24, q25, [x0, #384]
        \move   q26, q27, [x0, #416]
        \move   q28, q29, [x0, #448]
        \move   q30, q31, [x0, #480]
.endm

        .text
        .globl  save_floating_point, load_floating_point
save_floating_point:
        all     stp
        mrs     x1, fpcr
        mrs     x2, fpsr
        str     x1, [x0, #512]
        str     x2, [x0, #520]
        ret

load_floating_point:
        all     ldp
        ldr     x1, [x0, #512]
        ldr     x2, [x0, #520]
        msr     fpcr, x1
        msr     fpsr, x2
        ret
