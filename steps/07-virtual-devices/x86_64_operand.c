/* x86_64: an operand in the guest's memory: APM vol. 2. */
#include "x86_64_operand.h"

#include "guest_memory.h"
#include "vcpu.h"
#include "x86_64_decode.h"
#include "x86_64_inject.h"

/* --- Segments, 4.7 and 4.8 --- */

#define SEGMENT_PRESENT  BIT(7)
#define SEGMENT_CODE     BIT(3)
#define SEGMENT_WRITABLE BIT(1) /* of data; of code: it can be read */

/* The CPU checked these when it loaded the segment, and checks them again at each access. */
static bool segment_allows(const struct vmcb *vmcb, const struct vmcb_segment *segment, bool write)
{
    unsigned attributes = segment->attributes;
    if (!(vmcb->cr0 & CR0_PE) || vmcb->rflags & RFLAGS_VM || code_bytes(vmcb) == 8)
        return true;
    if (!(attributes & SEGMENT_PRESENT))
        return false;
    if (write)
        return !(attributes & SEGMENT_CODE) && attributes & SEGMENT_WRITABLE;
    return !(attributes & SEGMENT_CODE) || attributes & SEGMENT_WRITABLE;
}

/* 4.12.1: a fault of the stack's segment has a vector of its own. */
static bool find_linear(struct vcpu *vcpu, enum segment which, uint64_t offset, unsigned size,
                        bool write, uint64_t *linear)
{
    const struct vmcb *vmcb = &vcpu->vmcb;
    if (segment_allows(vmcb, segment_of(vmcb, which), write) &&
        linear_address(vmcb, which, offset, size, linear) &&
        (code_bytes(vmcb) != 8 || (is_canonical(*linear) && is_canonical(*linear + size - 1))))
        return true;
    inject_exception(vcpu, which == SS ? VECTOR_SS : VECTOR_GP, 0);
    return false;
}

/* --- Paging, 5.2 and 5.3 --- */

/* Bits of the error code of a page fault, 8.4.2. */
#define FAULT_PRESENT BIT(0)
#define FAULT_WRITE   BIT(1)
#define FAULT_USER    BIT(2)

static bool page_fault(struct vcpu *vcpu, uint64_t linear, unsigned code)
{
    vcpu->vmcb.cr2 = linear;
    inject_exception(vcpu, VECTOR_PF, code);
    return false;
}

/* A page table that is not in RAM. */
static bool no_table(struct vcpu *vcpu)
{
    inject_exception(vcpu, VECTOR_GP, 0);
    return false;
}

/* Walks the guest's tables, and sets A and D in them, as the CPU does. */
static bool find_page(struct vcpu *vcpu, uint64_t linear, bool write, uint64_t *gpa)
{
    const struct vmcb *vmcb = &vcpu->vmcb;
    bool long_mode = vmcb->efer & EFER_LMA, pae = vmcb->cr4 & CR4_PAE, user = vmcb->cpl == 3;
    unsigned bits = pae ? 9 : 10, bytes = pae ? 8 : 4;
    unsigned code = (write ? FAULT_WRITE : 0) | (user ? FAULT_USER : 0);
    uint64_t rights = PTE_RW | PTE_US, entry = vmcb->cr3 & (pae && !long_mode ? ~31ul : ~0xffful);
    unsigned shift = long_mode ? 39 : pae ? 30 : 22;
    uint8_t *at;
    for (;; shift -= bits) {
        uint64_t left, table = entry & (shift == 30 && !long_mode ? ~31ul : PTE_ADDRESS);
        uint64_t index = linear >> shift & ((1 << bits) - 1);
        at = guest_memory_at(vcpu->guest, table + index * bytes, STAGE2_RWX, &left);
        if (!at)
            return no_table(vcpu);
        entry = bytes == 8 ? *(uint64_t *)at : *(uint32_t *)at;
        if (!(entry & PTE_P))
            return page_fault(vcpu, linear, code);
        if (shift == 30 && !long_mode) /* these entries have no rights, and no A */
            continue;
        rights &= entry;
        *at |= PTE_A;
        bool may_be_large = shift <= 30 && (pae || vmcb->cr4 & CR4_PSE);
        if (shift == PAGE_SHIFT || (entry & PTE_PS && may_be_large))
            break;
    }
    if ((user && !(rights & PTE_US)) ||
        (write && !(rights & PTE_RW) && (user || vmcb->cr0 & CR0_WP)))
        return page_fault(vcpu, linear, code | FAULT_PRESENT);
    *at |= write ? PTE_D : 0;
    *gpa = (entry & PTE_ADDRESS & -BIT(shift)) | (linear & (BIT(shift) - 1));
    return true;
}

/* --- The operand --- */

bool operand_may_be_written(struct vcpu *vcpu, uint64_t linear)
{
    uint64_t gpa;
    return !(vcpu->vmcb.cr0 & CR0_PG) || find_page(vcpu, linear, true, &gpa);
}

bool operand_find(struct vcpu *vcpu, enum segment segment, uint64_t offset, unsigned size,
                  bool write, uint8_t *bytes[])
{
    uint64_t linear, left, mask = code_bytes(&vcpu->vmcb) == 8 ? UINT64_MAX : UINT32_MAX;
    if (!find_linear(vcpu, segment, offset, size, write, &linear))
        return false;
    for (unsigned i = 0; i < size; i++) {
        uint64_t at = (linear + i) & mask, gpa = at;
        if (vcpu->vmcb.cr0 & CR0_PG && !find_page(vcpu, at, write, &gpa))
            return false;
        bytes[i] = guest_memory_at(vcpu->guest, gpa, write ? STAGE2_W : STAGE2_R, &left);
        if (!bytes[i]) { /* not RAM: this is not emulated */
            inject_exception(vcpu, VECTOR_GP, 0);
            return false;
        }
    }
    return true;
}
