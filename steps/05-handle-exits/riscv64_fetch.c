/* RISC-V: a guest's registers by number, its instructions, and its own translation. */
#include "guest_memory.h"
#include "vcpu.h"

#include "string.h"

/* --- Registers --- */

uint64_t vcpu_register(const struct vcpu *vcpu, unsigned n)
{
    return n ? vcpu->x[n] : 0;
}

void vcpu_set_register(struct vcpu *vcpu, unsigned n, uint64_t value)
{
    if (n)
        vcpu->x[n] = value;
}

/* --- Instructions --- */

unsigned guest_fetch(struct vcpu *vcpu, uint64_t pc, void *bytes, unsigned size)
{
    struct guest_instruction instruction = fetch_guest(pc);
    unsigned length = instruction.length < size ? instruction.length : size;
    memcpy(bytes, &instruction.bits, length);
    return length;
}

/* One that cannot be read any more is taken for one of 32 bits. */
void skip_instruction(struct vcpu *vcpu, const struct vm_exit *exit)
{
    struct guest_instruction instruction = fetch_guest(exit->pc);
    bool is_compressed = instruction.length == 2 && (instruction.bits & 3) != 3;
    vcpu->pc = exit->pc + (is_compressed ? 2 : 4);
}

/* --- The guest's own translation, S.4.3 --- */

#define SATP_MODE(satp) ((satp) >> 60) /* 0: Bare; 8, 9, 10: Sv39, Sv48, Sv57 */
#define SATP_SV39       8
#define SATP_ROOT(satp) (((satp) & (BIT(44) - 1)) << PAGE_SHIFT)
#define SV39_LEVELS     3
#define PTE_UPPER       (~(BIT(54) - 1)) /* reserved, or of extensions */

/* Whether the CPU takes that entry, S.4.3: of the reserved ones it takes none. */
static bool entry_is_valid(uint64_t entry, unsigned height)
{
    if (!(entry & PTE_V) || entry & PTE_UPPER)
        return false;
    if (entry & PTE_PROT)
        return stage2_prot_valid(entry_prot(entry)) && !(entry_address(entry) % entry_span(height));
    return !(entry & (PTE_U | PTE_A | PTE_D));
}

/* S.4.4: the bits above those that are translated are all like the highest of them. */
static bool is_canonical(uint64_t address, unsigned bits)
{
    int64_t upper = (int64_t)address >> (bits - 1);
    return upper == 0 || upper == -1;
}

bool guest_translate(struct vcpu *vcpu, uint64_t address, uint64_t *gpa)
{
    uint64_t satp = csr_read(vsatp), table = SATP_ROOT(satp), left;
    unsigned mode = SATP_MODE(satp);
    *gpa = address;
    if (!mode)
        return true;
    unsigned levels = SV39_LEVELS + mode - SATP_SV39;
    if (!is_canonical(address, PAGE_SHIFT + 9 * levels))
        return false;
    for (unsigned height = levels; height--;) {
        *gpa = table + address / entry_span(height) % 512 * 8;
        const uint64_t *entry = guest_memory_at(vcpu->guest, *gpa, STAGE2_R, &left);
        if (!entry || !entry_is_valid(*entry, height))
            return false;
        table = entry_address(*entry);
        if (*entry & PTE_PROT) {
            *gpa = table + address % entry_span(height);
            return true;
        }
    }
    return false;
}
