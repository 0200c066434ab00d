/*
 * The registers of an AArch64 CPU that a hypervisor names, and how to reach them.
 * Sections are those of the "Arm Architecture Reference Manual for A-profile architecture", DDI
 * 0487, issue J.a; a register is found there by its name, in chapter D19. E2H is 0 throughout.
 */
#pragma once

#ifdef __ASSEMBLER__
#define BIT(n) (1 << (n))

/* D1.3: a vector table has 16 vectors of 128 bytes. The first 8 are for exceptions from EL2
 * itself, the others for those from a lower level. So the hardware says whose an exception is. */
#define EIGHT_VECTORS(target) \
    .rept 8;                  \
    .balign 128;              \
    b target;                 \
    .endr
#else
#define BIT(n) (1ul << (n))
#endif

#define CURRENT_EL(reg) ((reg) >> 2)
#define CURRENT_EL2     (2 << 2) /* that register, at EL2 */
#define DAIF_ALL        0xf

/* SCTLR_EL1, as a guest finds it: no translation and no caches */
#define SCTLR_EL1_RES1 0x30d00800
#define SCTLR_SPAN     BIT(23) /* an exception does not set PSTATE.PAN */

/* CPACR_EL1: EL1 allows all of these, so that CPTR_EL2 below decides. */
#define CPACR_FPEN (3 * BIT(20)) /* floating point and SIMD */
#define CPACR_ZEN  (3 * BIT(16)) /* SVE */
#define CPACR_SMEN (3 * BIT(24)) /* SME */

/* HCR_EL2: what traps from the guest to EL2 */
#define HCR_VM    BIT(0) /* stage 2 is on */
#define HCR_FMO   BIT(3) /* FIQ, IRQ, SError: even when the guest masks them */
#define HCR_IMO   BIT(4)
#define HCR_AMO   BIT(5)
#define HCR_FB    BIT(9)  /* no trap: its maintenance of TLBs and instruction caches is for all */
#define HCR_BSU   BIT(10) /* CPUs, and its barriers too: it may have run on others before */
#define HCR_TWI   BIT(13) /* wfi */
#define HCR_TID3  BIT(18) /* reads of the CPU's identification registers */
#define HCR_TSC   BIT(19) /* smc: QEMU would answer it, and a guest could power the machine off */
#define HCR_TIDCP BIT(20) /* registers that only this CPU model has */
#define HCR_TACR  BIT(21) /* actlr_el1 */
#define HCR_TSW   BIT(22) /* cache maintenance by set and way, which affects more than the guest */
#define HCR_TGE   BIT(27) /* EL0 is the host's own: never here */
#define HCR_RW    BIT(31) /* EL1 is AArch64 */
#define HCR_E2H   BIT(34) /* EL2's registers have another layout: never here */
#define HCR_TLOR  BIT(35) /* registers of limited ordering regions */
#define HCR_TERR  BIT(36) /* records of hardware errors */

/* VTCR_EL2, D8.2: 39 bits of guest-physical address with one root page, the most that every CPU
 * supports. The hardware walks through the caches, because we write the tables through them. */
#define VTCR_GPA_BITS    39
#define VTCR_T0SZ        (64 - VTCR_GPA_BITS)
#define VTCR_SL0         (1 << 6)                     /* the walk starts at level 1 */
#define VTCR_CACHED      (BIT(8) | BIT(10) | 3 << 12) /* IRGN0, ORGN0, SH0, as in image.h */
#define VTCR_PS_SHIFT    16                           /* physical address bits: those of the CPU */
#define VTCR_PS_MAX      5                            /* 48: more need another format of entry */
#define VTCR_RES1        BIT(31)
#define STAGE2_ROOT_SIZE 4096               /* bytes, and its alignment */
#define VTTBR_BADDR      (BIT(48) - BIT(1)) /* VTTBR_EL2: the root, without the VMID */

#define VTTBR_VMID_SHIFT 48

#define ID_AA64MMFR0_PARANGE    0xf
#define ID_AA64DFR0_PMUVER(reg) ((reg) >> 8 & 0xf)
#define PMUVER_NONE             0
#define PMUVER_OTHER            0xf

#define MPIDR_RES1      BIT(31)
#define MPIDR_AFF210    0xffffff /* three of the four levels of a CPU's affinity */
#define MPIDR_AFF3(reg) ((reg) >> 32 & 0xff)

#define ICC_SRE        BIT(0) /* ICC_SRE_EL2: the GIC is reached through system registers */
#define ICC_SRE_ENABLE BIT(3) /* EL1 may use its own ICC_SRE_EL1 */
#define ICH_VMCR_CBPR  BIT(4) /* a guest's ICC_BPR0_EL1 counts for both groups of interrupts */

/* ICC_CTLR_EL1: ICC_EOIR1_EL1 drops an interrupt's priority, and ICC_DIR_EL1 ends it */
#define ICC_CTLR_EOIMODE BIT(1)

/* CNTHP_CTL_EL2 and CNTV_CTL_EL0: EL2's own timer, and the guest's */
#define CNT_CTL_ENABLE  BIT(0)
#define CNT_CTL_IMASK   BIT(1)
#define CNT_CTL_ISTATUS BIT(2) /* the time is reached */

/* INTIDs of the CPU's own interrupts, as the Base System Architecture has them */
#define IRQ_KICK          0  /* of those that CPUs send each other (step 11) */
#define IRQ_GIC           25 /* the guest's list registers need something */
#define IRQ_EL2_TIMER     26
#define IRQ_VIRTUAL_TIMER 27
#define IRQ_SPECIAL       1020 /* from here on: no interrupts. None is pending, and such */

/* SPSR_EL2: EL1 on its own stack pointer, all interrupts masked */
#define SPSR_EL1H     5
#define SPSR_DAIF     (DAIF_ALL << 6)
#define SPSR_EL(spsr) ((spsr) >> 2 & 3)
#define SPSR_SPX      BIT(0) /* the level has its own stack pointer */
#define SPSR_AARCH32  BIT(4)
#define SPSR_PAN      BIT(22)
#define SPSR_KEPT     (0xful << 28 | BIT(24) | SPSR_PAN) /* by an exception: NZCV, DIT, PAN */

/* The cycle counter */
#define PMCR_E         BIT(0)               /* counters are on */
#define PMCR_C         BIT(2)               /* reset to 0 */
#define PMCR_LC        BIT(6)               /* 64 bits */
#define PMCR_N(reg)    ((reg) >> 11 & 0x1f) /* event counters */
#define PMCNTEN_CYCLES BIT(31)
#define PMCCFILTR_NSH  BIT(27) /* at EL2 too */

/* ESR_EL2 for an interrupt: world_exit's vectors write it. The manual does not use this class. */
#define CAUSE_IRQ 0xfc000001
#define CAUSE_FIQ 0xfc000002

#ifndef __ASSEMBLER__

#include "esr.h"

#include <stdbool.h>
#include <stdint.h>

#define ELF_MACHINE 183 /* EM_AARCH64 */

/* The highest address (GPA) at which an ELF can start: any: its MMU is off. */
#define ELF_ENTRY_LIMIT ~0ul

/* HPFAR_EL2 has the page number from bit 4 on. PAR_EL1 is the result of an AT instruction. */
#define HPFAR_TO_ADDRESS 8
#define PAR_F            BIT(0) /* no translation */
#define PAR_PA           (BIT(48) - BIT(12))
#define NO_ADDRESS       UINT64_MAX

#define sysreg_read(reg)                                  \
    ({                                                    \
        uint64_t value_;                                  \
        __asm__ volatile("mrs %0, " #reg : "=r"(value_)); \
        value_;                                           \
    })
#define sysreg_write(reg, value) \
    __asm__ volatile("msr " #reg ", %x0" : : "rZ"((uint64_t)(value)) : "memory")

/* The bits of the stack pointer that are in the mask. */
static inline uintptr_t stack_pointer_and(uintptr_t mask)
{
    uintptr_t block;
    __asm__("mov %0, sp\n and %0, %0, %1" : "=r"(block) : "i"(mask));
    return block;
}

static inline uint64_t cycle_counter(void)
{
    return sysreg_read(pmccntr_el0);
}

static inline uint64_t time_counter(void)
{
    return sysreg_read(cntpct_el0);
}

static inline void memory_barrier(void)
{
    __asm__ volatile("dsb sy" : : : "memory");
}

/* What was cleaned before can be fetched as instructions afterwards, B2. */
static inline void instruction_fence(void)
{
    __asm__ volatile("dsb ish\n ic iallu\n dsb ish\n isb" : : : "memory");
}

/* Drops all cached translations, of both stages, of the VMID in VTTBR_EL2, D8.14. The first isb is
 * for a VTTBR_EL2 that has just been written. */
static inline void tlbi_guest(void)
{
    __asm__ volatile("dsb ish\n isb\n tlbi vmalls12e1is\n dsb ish\n isb" : : : "memory");
}

/* VTCR_EL2 for every stage-2 table of the hypervisor, on this CPU. */
static inline uint64_t stage2_format(void)
{
    uint64_t ps = sysreg_read(id_aa64mmfr0_el1) & ID_AA64MMFR0_PARANGE;
    return VTCR_RES1 | (ps < VTCR_PS_MAX ? ps : VTCR_PS_MAX) << VTCR_PS_SHIFT | VTCR_CACHED |
           VTCR_SL0 | VTCR_T0SZ;
}

/* VTTBR_EL2 for a root (HPA) and a VMID. */
static inline uint64_t vttbr_of(const void *root, unsigned vmid)
{
    return (uint64_t)vmid << VTTBR_VMID_SHIFT | (uintptr_t)root;
}

static inline bool is_abort(uint64_t esr)
{
    return (ESR_EC(esr) & ~5u) == EC_IABT_LOWER; /* instruction or data, lower or same EL */
}

/* Translation, access flag, permission and address size faults taken to EL2 from a lower level are
 * of stage 2; those of stage 1 are taken to EL1. */
static inline bool is_stage2_fault(uint64_t esr)
{
    return (ESR_EC(esr) == EC_IABT_LOWER || ESR_EC(esr) == EC_DABT_LOWER) && ESR_FAULT(esr) < 0x10;
}

/* The manual's words for the cause in ESR_EL2, valid until the next call. */
const char *cause_name(uint64_t cause);

/* The same for an exception that the guest took itself: ESR_EL1. */
const char *guest_exception_name(uint64_t esr);

/* Whether HPFAR_EL2 holds the GPA's page for that ESR_EL2. After other exceptions it is UNKNOWN,
 * and after a permission fault too, unless the access was one to a table of the guest. */
bool hpfar_is_known(uint64_t esr);

/* The guest-physical address of the last exit, a stage-2 fault with that ESR_EL2. */
uint64_t fault_gpa(uint64_t esr);

/* Translates an address of the guest by the guest's own tables, for reading. NO_ADDRESS if they do
 * not map it. */
uint64_t translate_stage1(uint64_t address);

#endif
