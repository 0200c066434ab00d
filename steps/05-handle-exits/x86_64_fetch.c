/* x86_64: a guest's registers by number, its instructions, and its own translation. */
#include "guest_memory.h"
#include "string.h"
#include "vcpu.h"

/* --- Registers --- */

uint64_t vcpu_register(const struct vcpu *vcpu, unsigned n)
{
    if (n == RAX)
        return vcpu->vmcb.rax;
    return n == RSP ? vcpu->vmcb.rsp : vcpu->r[n];
}

void vcpu_set_register(struct vcpu *vcpu, unsigned n, uint64_t value)
{
    if (n == RAX)
        vcpu->vmcb.rax = value;
    else if (n == RSP)
        vcpu->vmcb.rsp = value;
    else
        vcpu->r[n] = value;
}

/* --- Instructions --- */

/* In 64-bit code a code segment has no base, 4.8.1. */
static uint64_t linear_pc(const struct vmcb *vmcb, uint64_t pc)
{
    return code_bytes(vmcb) == 8 ? pc : (uint32_t)(vmcb->cs.base + pc);
}

/* How long an instruction is, only a decoder could tell: as many bytes as can be read. */
unsigned guest_fetch(struct vcpu *vcpu, uint64_t pc, void *bytes, unsigned size)
{
    uint64_t gpa, left;
    unsigned n = 0;
    while (n < size) { /* once a page */
        uint64_t linear = linear_pc(&vcpu->vmcb, pc + n);
        const uint8_t *at = NULL;
        if (guest_translate(vcpu, linear, &gpa))
            at = guest_memory_at(vcpu->guest, gpa, STAGE2_X, &left);
        if (!at)
            return n;
        unsigned in_page = PAGE_SIZE - linear % PAGE_SIZE;
        unsigned part = size - n < in_page ? size - n : in_page;
        memcpy((uint8_t *)bytes + n, at, part);
        n += part;
    }
    return size;
}

/* APM vol. 3 1.2: operand and address size, segments, LOCK, REP; in 64-bit code also REX. */
static bool is_prefix(uint8_t byte, bool is_64)
{
    static const uint8_t prefixes[] = {0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65,
                                       0x66, 0x67, 0xf0, 0xf2, 0xf3};
    for (unsigned i = 0; i < ARRAY_LENGTH(prefixes); i++) {
        if (byte == prefixes[i])
            return true;
    }
    return is_64 && (byte & 0xf0) == 0x40;
}

#define LONGEST 15 /* bytes of an instruction, with its prefixes */

/* One byte after the other: what lies after the instruction may not be there. */
static unsigned count_prefixes(struct vcpu *vcpu, uint64_t pc)
{
    bool is_64 = code_bytes(&vcpu->vmcb) == 8;
    uint8_t byte;
    unsigned n = 0;
    while (n < LONGEST && guest_fetch(vcpu, pc + n, &byte, 1) && is_prefix(byte, is_64))
        n++;
    return n;
}

/* APM vol. 3 1.4: a register if the ModRM byte's mod is 3; REX.B adds to its number. */
bool register_operand(struct vcpu *vcpu, uint64_t pc, unsigned *n)
{
    uint8_t rex = 0, modrm;
    unsigned prefixes = count_prefixes(vcpu, pc);
    if (code_bytes(&vcpu->vmcb) == 8 && prefixes)
        guest_fetch(vcpu, pc + prefixes - 1, &rex, 1);
    if (!guest_fetch(vcpu, pc + prefixes + 2, &modrm, 1) || modrm >> 6 != 3)
        return false;
    *n = (modrm & 7) | ((rex & 0xf0) == 0x40 && rex & 1 ? 8 : 0);
    return true;
}

void measure_vmmcall(struct vcpu *vcpu)
{
    vcpu->vmmcall_at = vcpu->vmcb.rip;
    vcpu->vmmcall_length = count_prefixes(vcpu, vcpu->vmcb.rip) + VMMCALL_LENGTH;
}

/* Lengths of the instructions that exit, without prefixes: APM vol. 3. */
static const uint8_t lengths[] = {
    [VMEXIT_CR8_WRITE] = 3,
    [VMEXIT_READ_DR0... VMEXIT_LAST_DR] = 3,
    [VMEXIT_CR0_WRITE] = 3,
    [VMEXIT_TR_WRITE] = 3,
    [VMEXIT_CPUID] = 2,
    [VMEXIT_INVD] = 2,
    [VMEXIT_HLT] = 1,
    [VMEXIT_MSR] = 2,
    [VMEXIT_VMMCALL] = VMMCALL_LENGTH,
    [VMEXIT_ICEBP] = 1,
    [VMEXIT_WBINVD] = 2,
};

void skip_instruction(struct vcpu *vcpu, const struct vm_exit *exit)
{
    const struct vmcb *vmcb = &vcpu->vmcb;
    if (exit->cause == VMEXIT_IOIO)
        skip_bytes(vcpu, vmcb->exitinfo2 - vmcb->rip); /* the next rip, 15.10.2 */
    else if (vmcb->next_rip)
        skip_bytes(vcpu, vmcb->next_rip - vmcb->rip); /* 15.7.1; QEMU does not have it */
    else if (exit->cause < ARRAY_LENGTH(lengths) && lengths[exit->cause])
        skip_bytes(vcpu, count_prefixes(vcpu, exit->pc) + lengths[exit->cause]);
}

/* --- The guest's own translation, APM 5.2 --- */

/* No entry lies in two pages. */
static bool read_entry(struct vcpu *vcpu, uint64_t gpa, unsigned bytes, uint64_t *entry)
{
    uint64_t left;
    const void *at = guest_memory_at(vcpu->guest, gpa, STAGE2_R, &left);
    if (!at)
        return false;
    *entry = bytes == 8 ? *(const uint64_t *)at : *(const uint32_t *)at;
    return true;
}

/* Two levels of 4-byte entries, or with PAE three of 8-byte ones; in long mode four. What the page
 * may be used for does not matter here: the CPU has looked at that. */
bool guest_translate(struct vcpu *vcpu, uint64_t address, uint64_t *gpa)
{
    const struct vmcb *vmcb = &vcpu->vmcb;
    bool long_mode = vmcb->efer & EFER_LMA, pae = vmcb->cr4 & CR4_PAE;
    bool has_blocks = vmcb->cr4 & (CR4_PAE | CR4_PSE);
    unsigned bits = pae ? 9 : 10, bytes = pae ? 8 : 4, largest_block = long_mode ? 30 : 22;
    uint64_t table = vmcb->cr3 & (pae && !long_mode ? ~31ul : ~0xffful);
    *gpa = address;
    if (!(vmcb->cr0 & CR0_PG))
        return true;
    if (long_mode && !is_canonical(address))
        return false;
    for (unsigned shift = long_mode ? 39 : pae ? 30 : 22;; shift -= bits) {
        uint64_t entry, index = address >> shift & ((1 << bits) - 1), offset = BIT(shift) - 1;
        if (!read_entry(vcpu, table + index * bytes, bytes, &entry) || !(entry & PTE_P))
            return false;
        if (shift == PAGE_SHIFT || (entry & PTE_PS && has_blocks && shift <= largest_block)) {
            *gpa = (entry & PTE_ADDRESS & ~offset) | (address & offset);
            return true;
        }
        table = entry & PTE_ADDRESS;
    }
}
