/* x86_64: LTR: APM vol. 3, and vol. 2 4.8 and 12.2 for the descriptor. */
#include "x86_64_task_register.h"

#include "guest_memory.h"
#include "string.h"

/* --- Exceptions --- */

enum { NOT_PRESENT = 11, PROTECTION = 13, PAGE_FAULT = 14 }; /* 8.2 */

/* The code names the selector, 8.4.1. Always false. */
static bool refuse(struct vcpu *vcpu, unsigned vector, uint32_t code)
{
    vcpu->vmcb.event_injection = EXITINTINFO_VALID | EVENT_EXCEPTION << 8 | EVENT_HAS_CODE |
                                 (uint64_t)code << EVENT_CODE | vector;
    return false;
}

/* --- The descriptor --- */

#define DESCRIPTOR_LONGEST 16 /* bytes, in long mode */

/* Bits of its first 8 bytes, 4.8.3. */
#define TYPE(low)        ((low) >> 40 & 0x1f)
#define BUSY             BIT(41) /* in the type */
#define PRESENT          BIT(47)
#define LIMIT_IN_PAGES   BIT(55)
#define LIMIT(low)       (((low)&0xffff) | ((low) >> 32 & 0xf0000))
#define BASE(low, high)  (((low) >> 16 & 0xffffff) | (low) >> 56 << 24 | (high) << 32)
#define ATTRIBUTES(low)  (((low) >> 40 & 0xff) | ((low) >> 44 & 0xf00)) /* as in a VMCB */
#define TYPE_HIGH(high)  ((high) >> 40 & 0x1f)                          /* of the next 8 bytes: 0 */
#define TSS_AVAILABLE_16 1
#define TSS_AVAILABLE    9 /* of 32 bits, or in long mode of 64 */

/* Finds the HPA of each byte, because a GDT may start anywhere. As in guest_translate(), what its
 * pages may be used for does not matter. */
static bool find_bytes(struct vcpu *vcpu, uint64_t linear, unsigned size, uint8_t *bytes[])
{
    uint64_t gpa, left, mask = vcpu->vmcb.efer & EFER_LMA ? UINT64_MAX : UINT32_MAX;
    for (unsigned i = 0; i < size; i++) {
        uint64_t at = (linear + i) & mask;
        if (i && at % PAGE_SIZE) { /* in the page of the one before it */
            bytes[i] = bytes[i - 1] + 1;
            continue;
        }
        if (!guest_translate(vcpu, at, &gpa)) {
            vcpu->vmcb.cr2 = at;
            return refuse(vcpu, PAGE_FAULT, 0);
        }
        bytes[i] = guest_memory_at(vcpu->guest, gpa, STAGE2_W, &left);
        if (!bytes[i]) /* not RAM: this is not emulated */
            return refuse(vcpu, PROTECTION, 0);
    }
    return true;
}

/* --- LTR --- */

bool load_task_register(struct vcpu *vcpu, uint16_t selector)
{
    struct vmcb *vmcb = &vcpu->vmcb;
    bool long_mode = vmcb->efer & EFER_LMA;
    unsigned offset = selector & ~7u, code = selector & ~3u, size = long_mode ? 16 : 8;
    uint8_t *bytes[DESCRIPTOR_LONGEST];
    uint64_t words[2] = {0, 0};
    if (!from_guest_kernel(vcpu) || !code)
        return refuse(vcpu, PROTECTION, 0);
    if (code != offset || offset + size - 1 > vmcb->gdtr.limit) /* in the LDT, or nowhere */
        return refuse(vcpu, PROTECTION, code);
    if (!find_bytes(vcpu, vmcb->gdtr.base + offset, size, bytes))
        return false;
    for (unsigned i = 0; i < size; i++)
        words[i / 8] |= (uint64_t)*bytes[i] << 8 * (i % 8);

    uint64_t low = words[0], high = words[1], base = BASE(low, high);
    bool is_tss = TYPE(low) == TSS_AVAILABLE || (!long_mode && TYPE(low) == TSS_AVAILABLE_16);
    if (!is_tss || TYPE_HIGH(high) || !is_canonical(base))
        return refuse(vcpu, PROTECTION, code);
    if (!(low & PRESENT))
        return refuse(vcpu, NOT_PRESENT, code);
    *bytes[5] |= BUSY >> 40;
    vmcb->tr = (struct vmcb_segment){selector, ATTRIBUTES(low), LIMIT(low), base};
    if (low & LIMIT_IN_PAGES)
        vmcb->tr.limit = vmcb->tr.limit << PAGE_SHIFT | (PAGE_SIZE - 1);
    return true;
}

enum guest_action handle_ltr(struct vcpu *vcpu, struct vm_exit *exit)
{
    unsigned n;
    if (!register_operand(vcpu, exit->pc, &n))
        return stop_guest(vcpu, exit);
    if (load_task_register(vcpu, vcpu_register(vcpu, n)))
        skip_instruction(vcpu, exit);
    return GUEST_RESUMES;
}
