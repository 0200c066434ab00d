/*
 * The registers of an AMD CPU that a hypervisor names, and how to reach them. Sections are those of
 * the "AMD64 Architecture Programmer's Manual, Volume 2: System Programming" (APM).
 */
#pragma once

#ifdef __ASSEMBLER__
#define BIT(n) (1 << (n))
#else
#define BIT(n) (1ul << (n))
#endif

/* Control registers, APM 3.1 */
#define CR0_PE         BIT(0)  /* protected mode */
#define CR0_ET         BIT(4)  /* always 1 */
#define CR0_WP         BIT(16) /* read-only pages are read-only for ring 0 too */
#define CR0_NW         BIT(29)
#define CR0_CD         BIT(30) /* no caching */
#define CR0_PG         BIT(31) /* paging */
#define CR4_DE         BIT(3)  /* DR4 and DR5 are not other names of DR6 and DR7 */
#define CR4_PSE        BIT(4)  /* pages of 4 MiB */
#define CR4_PAE        BIT(5)
#define CR4_PGE        BIT(7)  /* global pages */
#define CR4_OSFXSR     BIT(9)  /* fxrstor takes the SSE registers too */
#define CR4_OSXMMEXCPT BIT(10) /* SSE exceptions have their own vector */
#define CR4_OSXSAVE    BIT(18) /* XSAVE and XCR0 */
#define CR4_PKE        BIT(22) /* PKRU */

/* RFLAGS and the debug registers as after a reset, APM 14.1.3 */
#define RFLAGS_ONE BIT(1)  /* always 1 */
#define RFLAGS_IF  BIT(9)  /* interrupts are let through */
#define RFLAGS_RF  BIT(16) /* no breakpoint at the next instruction */
#define RFLAGS_VM  BIT(17) /* virtual 8086 mode */
#define DR6_RESET  0xffff0ff0
#define DR7_RESET  0x400
#define DR6_EVENTS 0xe00f /* the bits that say what happened, 13.1.1.3 */

/* Model-specific registers, APM appendix A */
#define MSR_TSC      0x010
#define MSR_PAT      0x277
#define MSR_EFER     0xc0000080
#define EFER_SCE     BIT(0)  /* SYSCALL and SYSRET */
#define EFER_LME     BIT(8)  /* long mode, once paging is on */
#define EFER_LMA     BIT(10) /* and this says that it is */
#define EFER_NXE     BIT(11) /* page tables have an NX bit; nested ones too, APM 15.25.5 */
#define EFER_SVME    BIT(12) /* the instructions of SVM exist */
#define MSR_VM_CR    0xc0010114
#define VM_CR_SVMDIS BIT(4) /* the firmware has disabled SVM */
#define MSR_VM_HSAVE 0xc0010117
#define PAT_RESET    0x0007040600070406ul

/* CPUID, APM vol. 3 appendix E */
#define CPUID_EXTENDED     0x80000000 /* its range; without it: the standard one */
#define CPUID_STANDARD     1
#define STANDARD_ECX_XSAVE BIT(26)
#define STANDARD_EDX_TSC   BIT(4)
#define STANDARD_EDX_MSR   BIT(5)
#define STANDARD_EDX_PAE   BIT(6)
#define STANDARD_EDX_APIC  BIT(9)
#define STANDARD_EDX_CMOV  BIT(15)
#define STANDARD_EDX_FXSR  BIT(24)
#define STANDARD_EDX_SSE   BIT(25)
#define STANDARD_EDX_SSE2  BIT(26)
#define CPUID_MORE         7
#define MORE_ECX_PKU       BIT(3) /* protection keys for user pages */
#define CPUID_XSAVE        0xd    /* edx:eax: every bit of XCR0 */
#define CPUID_FEATURES     0x80000001
#define FEATURES_ECX_SVM   BIT(2)
#define FEATURES_EDX_NX    BIT(20)
#define FEATURES_EDX_1GIB  BIT(26) /* pages of 1 GiB */
#define FEATURES_EDX_LM    BIT(29) /* long mode */
#define CPUID_SVM          0x8000000a
#define SVM_EDX_NP         BIT(0) /* nested paging */

/* Selectors in the table of boot.S */
#define SELECTOR_CODE 0x08
#define SELECTOR_DATA 0x10
#define SELECTOR_TSS  0x18 /* the first CPU's; each one takes 16 bytes */

/* The local APIC, APM 16: registers of 32 bits, 16 bytes apart */
#define APIC_EOI          0x0b0 /* any write: the interrupt has been taken */
#define MSR_APIC_BASE     0x01b
#define APIC_BASE_ADDRESS (BIT(52) - BIT(12)) /* HPA: the firmware may have moved it, 16.3.1 */
#define APIC_BASE_FIRST   BIT(8)              /* this CPU starts the others */
#define APIC_BASE_X2      BIT(10)             /* its registers are MSRs, and not there */
#define APIC_BASE_ON      BIT(11)
#define APIC_SPURIOUS     0x0f0
#define APIC_ENABLE       BIT(8)
#define APIC_COMMAND      0x300 /* an interrupt for another CPU, 16.5, */
#define APIC_COMMAND_TO   0x310 /* and the other's number, in the upper 8 bits */
#define APIC_COMMAND_BUSY BIT(12)
#define APIC_ASSERT       BIT(14)
#define APIC_TO_ITSELF    BIT(18)
#define APIC_INIT         (APIC_ASSERT | 5 << 8)
#define APIC_STARTUP      (APIC_ASSERT | 6 << 8) /* and the number of a page */
#define APIC_LVT_TIMER    0x320
#define APIC_LVT_PIC      0x350 /* LINT0: the 8259 */
#define APIC_LVT_MASKED   BIT(16)
#define APIC_LVT_PERIODIC BIT(17)
#define APIC_TIMER_START  0x380
#define APIC_TIMER_NOW    0x390
#define APIC_TIMER_DIVIDE 0x3e0
#define APIC_DIVIDE_128   0xa
#define TIMER_VECTOR      0xe0 /* the only interrupt that the hypervisor takes, */
#define KICK_VECTOR       0xe1 /* but for the one that another CPU sends (step 11) */

/* The root of nested tables is one page, like every other table, APM 15.25.5. */
#define STAGE2_ROOT_SIZE 4096

#ifndef __ASSEMBLER__

#include <stdbool.h>
#include <stdint.h>

/* EM_X86_64; and in the upper half, EM_386 for files of 32 bits. */
#define ELF_MACHINE (62 | 3 << 16)

/* The highest address (GPA) at which an ELF can start: it starts in 32-bit protected mode. */
#define ELF_ENTRY_LIMIT (BIT(32) - 1)

static inline uint64_t msr_read(uint32_t msr)
{
    uint32_t low, high;
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
    return low | (uint64_t)high << 32;
}

static inline void msr_write(uint32_t msr, uint64_t value)
{
    __asm__ volatile("wrmsr" : : "c"(msr), "a"((uint32_t)value), "d"(value >> 32) : "memory");
}

struct cpuid {
    uint32_t eax, ebx, ecx, edx;
};

/* A leaf that has several parts. */
static inline struct cpuid cpuid_part(uint32_t leaf, uint32_t part)
{
    struct cpuid c;
    __asm__ volatile("cpuid"
                     : "=a"(c.eax), "=b"(c.ebx), "=c"(c.ecx), "=d"(c.edx)
                     : "a"(leaf), "c"(part));
    return c;
}

static inline struct cpuid cpuid(uint32_t leaf)
{
    return cpuid_part(leaf, 0);
}

/* The ports: the PC's other address space. */
#define PORT_ACCESS(width, type)                                              \
    static inline type in##width(uint16_t port)                               \
    {                                                                         \
        type value;                                                           \
        __asm__ volatile("in %1, %0" : "=a"(value) : "Nd"(port) : "memory");  \
        return value;                                                         \
    }                                                                         \
    static inline void out##width(uint16_t port, type value)                  \
    {                                                                         \
        __asm__ volatile("out %0, %1" : : "a"(value), "Nd"(port) : "memory"); \
    }
PORT_ACCESS(8, uint8_t)
PORT_ACCESS(16, uint16_t)
PORT_ACCESS(32, uint32_t)

/* traps.c: where the local APIC's registers are (HPA); has_apic() sets it. */
extern uint64_t apic_registers;

/* Whether they can be reached there. */
static inline bool has_apic(void)
{
    if (!(cpuid(CPUID_STANDARD).edx & STANDARD_EDX_APIC))
        return false;
    uint64_t base = msr_read(MSR_APIC_BASE);
    apic_registers = base & APIC_BASE_ADDRESS;
    return (base & (APIC_BASE_ON | APIC_BASE_X2)) == APIC_BASE_ON;
}

/* One register of it. */
#define apic(reg) ((volatile uint32_t *)(apic_registers + (reg)))

/* The bits of the stack pointer that are in the mask. */
static inline uintptr_t stack_pointer_and(uintptr_t mask)
{
    uintptr_t block;
    __asm__("mov %%rsp, %0; and %1, %0" : "=r"(block) : "i"(mask) : "cc");
    return block;
}

static inline uint64_t cycle_counter(void)
{
    uint64_t low, high; /* RDTSC clears the upper halves of both */
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return low | high << 32;
}

/* boot.c. Must be called at least every four seconds while time is measured. */
uint64_t time_counter(void);

static inline void memory_barrier(void)
{
    __asm__ volatile("mfence" : : : "memory");
}

/* The CPU notices writes to instructions, APM 7.6.1, so this only orders the compiler. */
static inline void instruction_fence(void)
{
    __asm__ volatile("" : : : "memory");
}

/* The manual's words for an exit code, APM appendix C, valid until the next call. */
const char *cause_name(uint64_t exitcode);

/* And for the vector of an exception, APM 8.2. */
const char *exception_name(uint64_t vector);

/* boot.c: all below this address is identity-mapped, RAM and devices. */
extern uint64_t machine_mapped; /* HPA */

/* boot.c: where the firmware's ACPI tables begin (HPA); 0 if it has none. */
extern uint64_t machine_rsdp;

/* boot.c: no access to that page of the image is allowed any more. */
void image_guard(const void *page);

/* Has this CPU's traps reported, on its own trap stack. Its struct cpu has its pages. */
void host_traps_init(void);

/* Lets the host take the interrupt of that vector: it is acknowledged, no more. */
void host_interrupt_init(unsigned vector);

#endif
