/* AArch64: the guest's registers, and the switch. */
#pragma once

#include "aarch64_isolation.h"

/*
 * The guest's system registers, with their values at a reset. They stay in the CPU from vcpu_load()
 * on; this one list makes the structure, the reset, the load and the report.
 */
#define VCPU_REGISTERS(X) VCPU_REGISTERS_1(X) VCPU_REGISTERS_2(X) /* halves, for step 10 */

#define VCPU_REGISTERS_1(X)                                                      \
    X(spsr_el2, SPSR_EL1H | SPSR_DAIF) /* its PSTATE */                          \
    X(sp_el0, 0)                                                                 \
    X(sp_el1, 0)                                                                 \
    X(sctlr_el1, SCTLR_EL1_RES1)                                                 \
    X(tcr_el1, 0)                                                                \
    X(ttbr0_el1, 0)                                                              \
    X(ttbr1_el1, 0)                                                              \
    X(mair_el1, 0)                                                               \
    X(vbar_el1, 0) /* GPA 0 is not RAM: until it is set, any exception faults */ \
    X(elr_el1, 0)                                                                \
    X(spsr_el1, 0)                                                               \
    X(esr_el1, 0)                                                                \
    X(far_el1, 0)                                                                \
    X(par_el1, 0)

#define VCPU_REGISTERS_2(X)                                                        \
    X(cpacr_el1, CPACR_FPEN | CPACR_ZEN | CPACR_SMEN) /* CPTR_EL2 is what traps */ \
    X(tpidr_el0, 0)                                                                \
    X(tpidr_el1, 0)                                                                \
    X(tpidrro_el0, 0)                                                              \
    X(contextidr_el1, 0)                                                           \
    X(amair_el1, 0)                                                                \
    X(afsr0_el1, 0)                                                                \
    X(afsr1_el1, 0)                                                                \
    X(csselr_el1, 0)                                                               \
    X(mdscr_el1, 0)                                                                \
    X(cntkctl_el1, 0)                                                              \
    X(cntv_ctl_el0, 0)                                                             \
    X(cntv_cval_el0, 0)

/* What traps, and what else may differ from one guest to another. */
#define VCPU_OWN_SETTINGS(X)                                                                     \
    X(hcr_el2, HCR_VM | HCR_RW | HCR_TSC | HCR_TWI | HCR_TIDCP | HCR_TACR | HCR_TSW | HCR_TLOR | \
                   HCR_TERR | HCR_IMO | HCR_FMO | HCR_AMO | HCR_FB | HCR_BSU)                    \
    X(cptr_el2, CPTR_TRAP)                                                                       \
    X(cnthctl_el2, 0) /* the guest has the virtual counter and timer alone */                    \
    X(vmpidr_el2, MPIDR_RES1 | vcpu->number)

/*
 * And what is the same for all guests of a step: what traps of debugging, and what they have of the
 * host's clock and names. The guest's time is the host's. With an offset, QEMU 7.2 hangs when a
 * guest sets its timer to a time that needs more than 64 bits once the offset is added, such as the
 * largest one.
 */
#define VCPU_SETTINGS(X)     \
    VCPU_OWN_SETTINGS(X)     \
    X(mdcr_el2, MDCR_TRAP()) \
    X(cntvoff_el2, 0)        \
    X(vpidr_el2, sysreg_read(midr_el1))

/*
 * The guest's registers that only some CPUs have, by number, and whether this one has it. With
 * HCR_AMO the guest's DISR_EL1 is VDISR_EL2, D19.2. TPIDR2_EL0 traps only on a CPU with
 * fine-grained traps.
 */
#define VCPU_NEWER_REGISTERS(X)                                                                 \
    X(vdisr_el2, S3_4_C12_C1_1, ID_FIELD(id_aa64pfr0_el1, 28))  /* FEAT_RAS */                  \
    X(vsesr_el2, S3_4_C5_C2_3, ID_FIELD(id_aa64pfr0_el1, 28))   /* what an SError of it says */ \
    X(tpidr2_el0, S3_3_C13_C0_5, ID_FIELD(id_aa64pfr1_el1, 24)) /* FEAT_SME */

/* What the guest has set in the GICv3's CPU interface, which it has from step 7 on. */
#define VCPU_GIC_REGISTERS(X)      \
    X(ich_vmcr_el2, ICH_VMCR_CBPR) \
    X(ich_ap0r0_el2, 0)            \
    X(ich_ap1r0_el2, 0)

/* The SIMD and floating-point unit's registers, while the vCPU is off the CPU: step 10. */
struct vcpu_units {
    _Alignas(16) uint64_t v[32][2];
    uint64_t fpcr, fpsr;
};

/* Bits of `more`, and what they are for: `units`, VCPU_NEWER_REGISTERS, the list registers. */
enum { MORE_UNITS = 1, MORE_NEWER = 2, MORE_LISTS = 4 };

struct gic;

struct vcpu {
    _Alignas(16) uint64_t x[31]; /* SP_EL2 points here while the guest runs */
    uint64_t pc;                 /* right after x30: the two move together */
    uint64_t host_sp, host_lr;   /* while the guest runs */
#define MEMBER(name, reset) uint64_t name;
    VCPU_REGISTERS(MEMBER)
    VCPU_SETTINGS(MEMBER)
    VCPU_GIC_REGISTERS(MEMBER)
#undef MEMBER
#define MEMBER(name, number, exists) uint64_t name;
    VCPU_NEWER_REGISTERS(MEMBER)
#undef MEMBER
    uint64_t icc_sre_el2, ich_hcr_el2; /* what traps of the GICv3's CPU interface */
    uint64_t vttbr_el2;                /* while the vCPU is off the CPU: step 10; */
    unsigned more;                     /* and what is to be moved beside the lists above: */
    struct vcpu_units units;

    struct gic *gic; /* the interrupt controller, as this CPU sees it: step 7 */

    void (*load_more)(struct vcpu *vcpu);
    struct guest *guest;
    unsigned number;
    struct cpu *on_cpu;
    const struct hypercall *last_call;
    const char *why_stopped;
    struct exit_ring ring;
};

/*
 * Into the guest, and back at its next exit. The assembly keeps nothing of the host but its stack
 * and vcpu, in x19: the wrapper tells the compiler that it clobbers every other register, so it
 * saves those that it still needs.
 */
static inline void world_switch(struct vcpu *vcpu)
{
    register struct vcpu *x19 __asm__("x19") = vcpu;
    __asm__ volatile("bl switch_worlds"
                     :
                     : "r"(x19)
                     : "memory", "cc", "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9",
                       "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18", "x20", "x21",
                       "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x29", "x30");
}

static inline bool exit_is_hypercall(const struct vcpu *vcpu, struct vm_exit *exit)
{
    exit->cause = sysreg_read(esr_el2);
    exit->pc = vcpu->pc;
    exit_set_kind(exit, EXIT_HYPERCALL);
    return exit->cause == ESR_HVC_0;
}

static inline bool exit_is_interrupt(const struct vm_exit *exit)
{
    return exit->cause == CAUSE_IRQ || exit->cause == CAUSE_FIQ;
}

/* Whether the guest makes the SMCCC call of that number (w0). Those have no extension. */
static inline bool call_is(const struct vcpu *vcpu, uint64_t extension, uint64_t number)
{
    return (uint32_t)vcpu->x[0] == number;
}

/* ELR_EL2 is past the hvc already, D1.3. */
static inline void skip_hypercall(struct vcpu *vcpu)
{
}

/* EL0 cannot execute hvc, D1.3. */
static inline bool from_guest_kernel(const struct vcpu *vcpu)
{
    return true;
}

static inline enum guest_action set_result(struct vcpu *vcpu, int64_t value)
{
    vcpu->x[0] = value;
    return GUEST_RESUMES;
}
