/* x86_64: what the attempts need of the machine. */
#pragma once

#include "vcpu.h"

/* --- Registers of the guest's --- */

#define TOLD 6

static inline void tell(struct vcpu *vcpu, unsigned n, uint64_t value)
{
    static const unsigned registers[TOLD] = {RBX, RCX, RDX, RSI, RDI, RBP};
    vcpu->r[registers[n]] = value;
}

/* What the ring has no place for: the vector that was being delivered, or eax at a HLT. */
static inline uint64_t what_else(const struct vcpu *vcpu, const struct vm_exit *exit)
{
    if (exit->kind == EXIT_WAIT)
        return vcpu->vmcb.rax;
    uint64_t event = vcpu->vmcb.exitintinfo;
    return event & EXITINTINFO_VALID ? event & EXITINTINFO_VECTOR : UINT64_MAX;
}

/* An interrupt that has come once waits for ever: here a slice is the whole run's. */
static inline void restart_slice(uint64_t milliseconds)
{
    *apic(APIC_TIMER_START) = *apic(APIC_TIMER_START);
}

/* --- Registers of the host's --- */

#define HOST_REGISTERS 48 /* at most */

#define control_read(reg)                                      \
    ({                                                         \
        uint64_t value_;                                       \
        __asm__ volatile("mov %%" #reg ", %0" : "=r"(value_)); \
        value_;                                                \
    })

struct __attribute__((packed)) table_pointer {
    uint16_t limit;
    uint64_t base;
};

static inline unsigned read_host_registers(struct register_value host[HOST_REGISTERS])
{
    static const struct {
        const char *name;
        uint32_t number;
    } msrs[] = {
        {"EFER", 0xc0000080},        {"STAR", 0xc0000081},         {"LSTAR", 0xc0000082},
        {"CSTAR", 0xc0000083},       {"SFMASK", 0xc0000084},       {"FS.base", 0xc0000100},
        {"GS.base", 0xc0000101},     {"KernelGSbase", 0xc0000102}, {"SYSENTER_CS", 0x174},
        {"SYSENTER_ESP", 0x175},     {"SYSENTER_EIP", 0x176},      {"PAT", 0x277},
        {"APIC_BASE", 0x1b},         {"MTRRdefType", 0x2ff},       {"VM_CR", 0xc0010114},
        {"VM_HSAVE_PA", 0xc0010117}, {"MISC_ENABLE", 0x1a0},       {"TSC_AUX", 0xc0000103},
        {"MTRRphysBase0", 0x200},    {"MTRRphysMask0", 0x201},
    };
    struct table_pointer gdt, idt;
    uint16_t tr;
    __asm__ volatile("sgdt %0; sidt %1; str %2" : "=m"(gdt), "=m"(idt), "=r"(tr));
    const struct register_value others[] = {
        {"CR0", control_read(cr0)}, {"CR3", control_read(cr3)},  {"CR4", control_read(cr4)},
        {"CR8", control_read(cr8)}, {"GDTR", gdt.base},          {"GDTR's limit", gdt.limit},
        {"IDTR", idt.base},         {"IDTR's limit", idt.limit}, {"TR", tr},
        {"DR0", control_read(dr0)}, {"DR1", control_read(dr1)},  {"DR2", control_read(dr2)},
        {"DR3", control_read(dr3)}, {"DR6", control_read(dr6)},  {"DR7", control_read(dr7)},
    };
    unsigned n = 0;
    for (unsigned i = 0; i < sizeof msrs / sizeof *msrs; i++)
        host[n++] = (struct register_value){msrs[i].name, msr_read(msrs[i].number)};
    for (unsigned i = 0; i < sizeof others / sizeof *others; i++)
        host[n++] = others[i];
    return n;
}
