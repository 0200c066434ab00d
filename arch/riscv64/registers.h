/*
 * The registers of a RISC-V hart that a hypervisor names, and how to reach them.
 * Sections are those of "The RISC-V Instruction Set Manual, Volume II: Privileged Architecture":
 * S.1.1 is section 1.1 of the chapter on the supervisor level, H.2.1 is section 2.1 of the chapter
 * on the H extension. (The chapters' numbers change from one edition to the next.)
 */
#pragma once

#ifdef __ASSEMBLER__
#define BIT(n) (1 << (n))
#else
#define BIT(n) (1ul << (n))
#endif

/* sstatus, S.1.1 */
#define SSTATUS_SIE        BIT(1) /* interrupts on, in this mode */
#define SSTATUS_SPIE       BIT(5) /* sret copies it to SIE */
#define SSTATUS_SPP        BIT(8) /* sret enters S (VS), not U (VU) */
#define SSTATUS_VS         (BIT(9) | BIT(10))
#define SSTATUS_FS         (BIT(13) | BIT(14))
#define SSTATUS_FS_WRITTEN BIT(13)       /* with the other one: a register was written, S.1.1.9 */
#define SSTATUS_UXL        (2 * BIT(32)) /* U (VU) is 64 bits wide */

/* hstatus, H.2.1 */
#define HSTATUS_GVA  BIT(6)        /* stval holds an address of the guest */
#define HSTATUS_SPV  BIT(7)        /* the trap came from V = 1; sret enters V = 1 */
#define HSTATUS_SPVP BIT(8)        /* and it came from VS-mode; hlv and hsv act as if there */
#define HSTATUS_VTW  BIT(21)       /* wfi traps */
#define HSTATUS_VSXL (2 * BIT(32)) /* VS-mode is 64 bits wide */

/* hgatp, H.2.10: mode, VMID, and the root's page number */
#define HGATP_SV39X4     (8 * BIT(60))
#define HGATP_VMID_SHIFT 44
#define STAGE2_ROOT_SIZE 16384 /* bytes, and its alignment: 2^11 entries, H.5.1 */

/* hcounteren, H.2.6 */
#define HCOUNTEREN_TM BIT(1)

/* henvcfg, H.2.5 */
#define HENVCFG_STCE BIT(63) /* the guest has a timer of its own, vstimecmp (Sstc) */

/* scause, S.1.8: the top bit marks an interrupt */
#define SCAUSE_INTERRUPT BIT(63)
#define IRQ_S_SOFTWARE   1 /* another hart asks for it */
#define IRQ_S_TIMER      5

/* The interrupts of a guest, in hvip, hip, hie and hideleg, H.2.2 and H.2.3 */
#define HIP_VSSIP BIT(2)
#define HIP_VSTIP BIT(6)
#define HIP_VSEIP BIT(10)
#define HIP_VS    (HIP_VSSIP | HIP_VSTIP | HIP_VSEIP)

/* sie, S.1.3 */
#define SIE_SSIE BIT(IRQ_S_SOFTWARE)
#define SIE_STIE BIT(IRQ_S_TIMER)

/* Exceptions, H.6.1. */
#define CAUSE_FETCH_ACCESS        1
#define CAUSE_ILLEGAL_INSTRUCTION 2
#define CAUSE_LOAD_ACCESS         5
#define CAUSE_STORE_ACCESS        7
#define CAUSE_ECALL_VS            10
#define CAUSE_FETCH_GUEST_PAGE    20
#define CAUSE_LOAD_GUEST_PAGE     21
#define CAUSE_VIRTUAL_INSTRUCTION 22
#define CAUSE_STORE_GUEST_PAGE    23

/* hedeleg, H.2.2: the exceptions of a guest's programs, which are its own kernel's to handle:
 * misaligned addresses, illegal instructions, breakpoints, system calls, page faults. */
#define HEDELEG_KERNEL                                                                       \
    (BIT(0) | BIT(CAUSE_ILLEGAL_INSTRUCTION) | BIT(3) | BIT(4) | BIT(6) | BIT(8) | BIT(12) | \
     BIT(13) | BIT(15))

#ifndef __ASSEMBLER__

#include <stdbool.h>
#include <stdint.h>

#define ELF_MACHINE 243 /* EM_RISCV */

/* The highest address (GPA) at which an ELF can start: any: its paging is off. */
#define ELF_ENTRY_LIMIT ~0ul

#define csr_read(csr)                                      \
    ({                                                     \
        uint64_t value_;                                   \
        __asm__ volatile("csrr %0, " #csr : "=r"(value_)); \
        value_;                                            \
    })
#define csr_write(csr, value) \
    __asm__ volatile("csrw " #csr ", %0" : : "rK"((uint64_t)(value)) : "memory")
#define csr_set(csr, bits)   __asm__ volatile("csrs " #csr ", %0" : : "rK"(bits) : "memory")
#define csr_clear(csr, bits) __asm__ volatile("csrc " #csr ", %0" : : "rK"(bits) : "memory")

/* The bits of the stack pointer that are in the mask. */
static inline uintptr_t stack_pointer_and(uintptr_t mask)
{
    uintptr_t block;
    __asm__("and %0, sp, %1" : "=r"(block) : "r"(mask));
    return block;
}

static inline uint64_t cycle_counter(void)
{
    return csr_read(cycle);
}

static inline uint64_t time_counter(void)
{
    return csr_read(time);
}

static inline void memory_barrier(void)
{
    __asm__ volatile("fence iorw, iorw" : : : "memory");
}

static inline void instruction_fence(void)
{
    __asm__ volatile("fence.i" : : : "memory");
}

/* hfence.gvma x0, vmid: drops all cached translations of the stage-2 table with that VMID, H.3.2.
 * By number: clang 14 knows the registers of the H extension, not its instructions. */
static inline void hfence_gvma(uint64_t vmid)
{
    __asm__ volatile(".insn r 0x73, 0, 0x31, x0, x0, %0" : : "r"(vmid) : "memory");
}

/* hfence.vvma x0, x0: the same for the guest's own tables, of the VMID in hgatp. */
static inline void hfence_vvma_all(void)
{
    __asm__ volatile(".insn r 0x73, 0, 0x11, x0, x0, x0" : : : "memory");
}

/* hgatp for a root (HPA) and a VMID. */
static inline uint64_t hgatp_of(const void *root, unsigned vmid)
{
    return HGATP_SV39X4 | (uint64_t)vmid << HGATP_VMID_SHIFT | (uintptr_t)root >> 12;
}

/* Whether the device tree lists the extension, in lower case: "h", "sstc". */
bool cpu_has_extension(const char *name);

/* The manual's words for the exception or interrupt in scause. */
const char *cause_name(uint64_t scause);

#endif
