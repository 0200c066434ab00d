/* AArch64: exception syndromes, ESR_EL2 and ESR_EL1, D24.2.40. */
#pragma once

/* ESR_EL2: exception class, and for aborts the fault */
#define ESR_EC(esr)    ((esr) >> ESR_EC_SHIFT & 0x3f)
#define ESR_EC_SHIFT   26
#define ESR_CLASSES    64
#define ESR_FAULTS     64
#define ESR_FAULT(esr) ((esr) % ESR_FAULTS)
#define ESR_S1PTW      BIT(7)     /* the fault was on a walk of the guest's tables */
#define ESR_IL         BIT(25)    /* an instruction of 32 bits, and every abort without ISV */
#define ESR_HVC_0      0x5a000000 /* hvc #0: its class, and that an instruction has 32 bits */

/* ISS of a data abort: with ISV, size and register of the access */
#define ISS_ISV     BIT(24)
#define ISS_SIZE(e) (1u << ((e) >> 22 & 3)) /* bytes */
#define ISS_SIGNED  BIT(21)                 /* a load extends the sign */
#define ISS_SRT(e)  ((e) >> 16 & 0x1f)
#define ISS_64BIT   BIT(15) /* of the register */
#define ISS_WRITE   BIT(6)

/* ISS of an access to a system register: its number, in five parts, and what it was to do */
#define ISS_REGISTER(op0, op1, crn, crm, op2) \
    ((op0) << 20 | (op2) << 17 | (op1) << 14 | (crn) << 10 | (crm) << 1)
#define ISS_RT(e)     ((e) >> 5 & 0x1f)
#define ISS_NUMBER(e) ((e)&ISS_REGISTER(3, 7, 15, 15, 7))
#define ISS_READ      BIT(0)

enum {
    EC_UNKNOWN = 0x00,
    EC_WFX = 0x01,
    EC_CP15_MCR = 0x03,
    EC_CP15_MCRR = 0x04,
    EC_CP14_MCR = 0x05,
    EC_CP14_LDC = 0x06,
    EC_FP = 0x07,
    EC_VMRS = 0x08,
    EC_PAUTH = 0x09,
    EC_LS64 = 0x0a,
    EC_CP14_MRRC = 0x0c,
    EC_BTI = 0x0d,
    EC_ILLEGAL_STATE = 0x0e,
    EC_SVC32 = 0x11,
    EC_HVC32 = 0x12,
    EC_SMC32 = 0x13,
    EC_MSRR = 0x14,
    EC_SVC64 = 0x15,
    EC_HVC64 = 0x16,
    EC_SMC64 = 0x17,
    EC_SYSREG = 0x18,
    EC_SVE = 0x19,
    EC_ERET = 0x1a,
    EC_TSTART = 0x1b,
    EC_PAC_FAIL = 0x1c,
    EC_SME = 0x1d,
    EC_GPC = 0x1e,
    EC_IABT_LOWER = 0x20,
    EC_IABT_SAME = 0x21,
    EC_PC_ALIGNMENT = 0x22,
    EC_DABT_LOWER = 0x24,
    EC_DABT_SAME = 0x25,
    EC_SP_ALIGNMENT = 0x26,
    EC_MOPS = 0x27,
    EC_FP32 = 0x28,
    EC_FP64 = 0x2c,
    EC_GCS = 0x2d,
    EC_SERROR = 0x2f,
    EC_BREAKPOINT_LOWER = 0x30,
    EC_BREAKPOINT_SAME = 0x31,
    EC_STEP_LOWER = 0x32,
    EC_STEP_SAME = 0x33,
    EC_WATCHPOINT_LOWER = 0x34,
    EC_WATCHPOINT_SAME = 0x35,
    EC_BKPT32 = 0x38,
    EC_VECTOR32 = 0x3a,
    EC_BRK64 = 0x3c,
    EC_PMU = 0x3d,
};
