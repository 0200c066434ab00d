/* x86_64: the host's registers that no guest may change. */
#include "host_registers.h"

#include "string.h"

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
    {"EFER", MSR_EFER},       {"STAR", 0xc0000081},          {"LSTAR", 0xc0000082},
    {"CSTAR", 0xc0000083},    {"SFMASK", 0xc0000084},        {"FS.base", 0xc0000100},
    {"GS.base", 0xc0000101},  {"KernelGSbase", 0xc0000102},  {"TSC_AUX", 0xc0000103},
    {"SYSENTER_CS", 0x174},   {"SYSENTER_ESP", 0x175},       {"SYSENTER_EIP", 0x176},
    {"PAT", 0x277},           {"APIC_BASE", 0x1b},           {"MTRRdefType", 0x2ff},
    {"MTRRphysBase0", 0x200}, {"MTRRphysMask0", 0x201},      {"MISC_ENABLE", 0x1a0},
    {"VM_CR", MSR_VM_CR},     {"VM_HSAVE_PA", MSR_VM_HSAVE},
};
#define MSRS (ARRAY_LENGTH(msrs))

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
        {"dr6", READ("mov %%db6, %0")},
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
    unsigned count = ARRAY_LENGTH(list);
    memcpy(values, list, sizeof list);
    for (unsigned i = 0; i < MSRS; i++)
        values[count + i] = (struct register_value){msrs[i].name, msr_read(msrs[i].number)};
    return count + MSRS;
}
