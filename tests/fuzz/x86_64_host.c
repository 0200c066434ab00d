/* x86_64: what no guest may change of the host, and the end of a slice. */
#include "fuzz.h"

#include "string.h"

/* --- The host's registers --- */

#define READ(instruction)                             \
    ({                                                \
        uint64_t value_ = 0;                          \
        __asm__ volatile(instruction : "=r"(value_)); \
        value_;                                       \
    })
struct __attribute__((packed)) table_register {
    uint16_t limit;
    uint64_t base;
};

/* The MSRs that VMLOAD and VMSAVE move, and others: APM 15.5.2 and appendix A. */
static const struct {
    const char *name;
    uint32_t number;
} msrs[] = {
    {"EFER", MSR_EFER},      {"STAR", 0xc0000081},
    {"LSTAR", 0xc0000082},   {"CSTAR", 0xc0000083},
    {"SFMASK", 0xc0000084},  {"FS.base", 0xc0000100},
    {"GS.base", 0xc0000101}, {"KernelGS", 0xc0000102},
    {"TSC_AUX", 0xc0000103}, {"SYSENTER_CS", 0x174},
    {"SYSENTER_ESP", 0x175}, {"SYSENTER_EIP", 0x176},
    {"PAT", 0x277},          {"APIC_BASE", 0x1b},
    {"VM_CR", MSR_VM_CR},    {"VM_HSAVE_PA", MSR_VM_HSAVE},
};
#define MSRS (sizeof msrs / sizeof *msrs)

unsigned host_registers(struct register_value values[HOST_REGISTERS])
{
    struct table_register gdtr, idtr;
    __asm__ volatile("sgdt %0; sidt %1" : "=m"(gdtr), "=m"(idtr));
    const struct register_value list[] = {
        {"cr0", READ("mov %%cr0, %0")},
        {"cr3", READ("mov %%cr3, %0")},
        {"cr4", READ("mov %%cr4, %0")},
        {"cr8", READ("mov %%cr8, %0")},
        {"dr0", READ("mov %%db0, %0")},
        {"dr1", READ("mov %%db1, %0")},
        {"dr2", READ("mov %%db2, %0")},
        {"dr3", READ("mov %%db3, %0")},
        {"dr7", READ("mov %%db7, %0")},
        {"cs", READ("mov %%cs, %0")},
        {"ss", READ("mov %%ss, %0")},
        {"ds", READ("mov %%ds, %0")},
        {"es", READ("mov %%es, %0")},
        {"fs", READ("mov %%fs, %0")},
        {"gs", READ("mov %%gs, %0")},
        {"tr", READ("str %0")},
        {"ldtr", READ("sldt %0")},
        {"gdtr", gdtr.base << 16 | gdtr.limit},
        {"idtr", idtr.base << 16 | idtr.limit},
    };
    unsigned count = sizeof list / sizeof *list;
    memcpy(values, list, sizeof list);
    for (unsigned i = 0; i < MSRS; i++)
        values[count + i] = (struct register_value){msrs[i].name, msr_read(msrs[i].number)};
    return count + MSRS;
}

/* --- The host's timer --- */

/* An exit leaves the timer's interrupt where it is, in the APIC, and only taking it clears it
 * there: so for once the host has a vector for it, and opens its ears for one instruction. */
#define IDT_ENTRIES  256
#define TIMER_VECTOR 0xe0
#define GATE_SIZE    16
#define APIC_EOI     0x0b0

__attribute__((interrupt)) static void take_interrupt(void *frame)
{
    *(volatile uint32_t *)(APIC + APIC_EOI) = 0;
}

static void add_gate(void)
{
    static _Alignas(16) uint64_t idt[IDT_ENTRIES][2];
    struct table_register idtr;
    uintptr_t handler = (uintptr_t)take_interrupt;
    __asm__ volatile("sidt %0" : "=m"(idtr));
    memcpy(idt, (void *)idtr.base, idtr.limit + 1);
    idt[TIMER_VECTOR][0] = (handler >> 16 & 0xffff) << 48 | 0x8eul << 40 |
                           (uint64_t)SELECTOR_CODE << 16 | (handler & 0xffff);
    idt[TIMER_VECTOR][1] = handler >> 32;
    idtr = (struct table_register){sizeof idt - 1, (uintptr_t)idt};
    __asm__ volatile("lidt %0" : : "m"(idtr));
}

void end_slice(void)
{
    static bool ready;
    if (!ready)
        add_gate();
    ready = true;
    *apic(APIC_TIMER_START) = 0;
    __asm__ volatile("stgi; nop; clgi" : : : "memory");
}
