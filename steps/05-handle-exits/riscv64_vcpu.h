/* RISC-V: the guest's registers, and the switch. */
#pragma once

/*
 * The guest's CSRs, with their values at a reset. They stay in the CPU from vcpu_load() on; this
 * one list makes the structure, the reset, the load and the report.
 */
#define VCPU_REGISTERS(X)                                               \
    X(vsstatus, SSTATUS_UXL) /* UXL = 0 is no width */                  \
    X(vstvec, 0)                                                        \
    X(vsscratch, 0)                                                     \
    X(vsepc, 0)                                                         \
    X(vscause, 0)                                                       \
    X(vstval, 0)                                                        \
    X(vsatp, 0)                                                         \
    X(vsie, 0)                                                          \
    X(hvip, 0)                                                          \
    X(hstatus, HSTATUS_SPV | HSTATUS_SPVP | HSTATUS_VTW | HSTATUS_VSXL) \
    X(scounteren, 0) /* these two are not banked: the guest writes */   \
    X(senvcfg, 0)    /* the host's */

/* What traps, and what else may differ from one guest to another. */
#define VCPU_OWN_SETTINGS(X)                                                           \
    X(hedeleg, 0) /* every exception is ours to see, H.2.2: our choice in this step */ \
    X(htimedelta, -time_counter()) /* its time starts at 0 */

/* And what is the same for all guests of a step: of the counters, a guest has the time. */
#define VCPU_SETTINGS(X) \
    VCPU_OWN_SETTINGS(X) X(hideleg, 0) X(henvcfg, 0) X(hcounteren, HCOUNTEREN_TM)

/*
 * The guest's CSRs that only some CPUs have, by number, and the extension. Where there is
 * Smstateen, they trap: trap_newer_features(). H.2 and "Ssaia": siselect is vsiselect in a guest.
 */
#define VCPU_NEWER_REGISTERS(X)                                               \
    X(vsiselect, 0x250, "ssaia")                                              \
    X(fcsr, 0x003, "zfinx") /* else sstatus.FS has the guest's access trap */ \
    X(jvt, 0x017, "zcmt")

/* The floating-point unit's registers, while the vCPU is off the CPU: step 10. */
struct vcpu_units {
    uint64_t f[32], fcsr;
};

/* Bits of `more`, and what they are for: `units`, VCPU_NEWER_REGISTERS. */
enum { MORE_UNITS = 1, MORE_NEWER = 2 };

struct vcpu {
    uint64_t x[32]; /* x[0] is never read */
    uint64_t pc;
    uint64_t host_sp, host_ra; /* while the guest runs */
#define MEMBER(name, reset) uint64_t name;
    VCPU_REGISTERS(MEMBER)
    VCPU_SETTINGS(MEMBER)
#undef MEMBER
#define MEMBER(name, number, extension) uint64_t name;
    VCPU_NEWER_REGISTERS(MEMBER)
#undef MEMBER
    uint64_t vstimecmp; /* where there is Sstc: when the guest's own timer interrupts it */

    uint64_t hgatp, sstatus; /* while the vCPU is off the CPU: step 10; */
    unsigned more;           /* and what is to be moved beside the lists above: */
    struct vcpu_units units;

    uint64_t posts, posted; /* of hvip, bits that another CPU has changed, and to what: step 11 */

    void (*load_more)(struct vcpu *vcpu);
    struct guest *guest;
    unsigned number;
    struct cpu *on_cpu;
    const struct hypercall *last_call;
    const char *why_stopped;
    struct exit_ring ring;
};

/* The registers of a call, by their names. */
enum { A0 = 10, A1, A2, A3, A4, A5, A6, A7 };

/*
 * Into the guest, and back at its next exit. The assembly keeps nothing of the host but its stack
 * and vcpu, in s1: the compiler is told that it clobbers every other register, and saves those that
 * it still needs. (gp and tp are not in the list, because C code here uses neither.)
 */
static inline void world_switch(struct vcpu *vcpu)
{
    register struct vcpu *s1 __asm__("s1") = vcpu;
    __asm__ volatile("jal switch_worlds"
                     :
                     : "r"(s1)
                     : "memory", "ra", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "s0", "s2", "s3",
                       "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "a0", "a1", "a2", "a3",
                       "a4", "a5", "a6", "a7");
}

/* An instruction of the guest, and how many of its bytes could be read: 0, 2 or 4. */
struct guest_instruction {
    uint64_t bits, length;
};

/* What the guest executes at that pc. As world_switch() does, it says which registers are lost. */
static inline struct guest_instruction fetch_guest(uint64_t pc)
{
    register uint64_t a0 __asm__("a0") = pc, a1 __asm__("a1");
    __asm__ volatile("jal fetch_guest"
                     : "+r"(a0), "=r"(a1)
                     :
                     : "memory", "ra", "t0", "t1", "t2", "t3", "t4");
    return (struct guest_instruction){a0, a1};
}

static inline bool exit_is_hypercall(const struct vcpu *vcpu, struct vm_exit *exit)
{
    exit->cause = csr_read(scause);
    exit->pc = vcpu->pc;
    exit_set_kind(exit, EXIT_HYPERCALL);
    return exit->cause == CAUSE_ECALL_VS;
}

static inline bool exit_is_interrupt(const struct vm_exit *exit)
{
    return exit->cause & SCAUSE_INTERRUPT;
}

/* Whether the guest makes the SBI call of that extension (a7) and function (a6). */
static inline bool call_is(const struct vcpu *vcpu, uint64_t extension, uint64_t function)
{
    return vcpu->x[A7] == extension && vcpu->x[A6] == function;
}

/* An ecall of U-mode has another cause. */
static inline bool from_guest_kernel(const struct vcpu *vcpu)
{
    return true;
}

/* sepc is the ecall's own address. */
static inline void skip_hypercall(struct vcpu *vcpu)
{
    vcpu->pc += 4;
}
