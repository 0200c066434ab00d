/* x86_64: the guest's interrupt line is V_IRQ in the VMCB. The CPU clears it when the guest takes
 * the interrupt, 15.21.4; because the line is still high then, the next exit sets it again. */
#include "timer_guest.h"

#include "string.h"

#define V_IRQ     BIT(8)  /* in virtual_interrupts: one is pending, */
#define V_IGN_TPR BIT(20) /* whatever the guest's task priority is, */
#define V_VECTOR  32      /* with the vector from this bit on */

#define VECTOR    0x40
#define GDT       0x1000 /* in the data */
#define IDT       0x1100
#define GATE      0x8e00 /* of an interrupt, APM 4.8.4: present, 32 bits */
#define FLAT_CODE 0x00cf9b000000ffff
#define FLAT_DATA 0x00cf93000000ffff

extern char timer_guest_handler[];

/* --- The interrupt line --- */

void line_init(struct vcpu *vcpu, void *data)
{
    uint64_t handler = GUEST_CODE + (timer_guest_handler - timer_guest_start);
    const uint64_t gdt[] = {0, FLAT_CODE, FLAT_DATA};
    const uint32_t gate[] = {SELECTOR_CODE << 16 | (handler & 0xffff),
                             (handler & 0xffff0000) | GATE};
    memcpy((char *)data + GDT, gdt, sizeof gdt);
    memcpy((char *)data + IDT + VECTOR * sizeof gate, gate, sizeof gate);
    vcpu->vmcb.gdtr.base = GUEST_DATA + GDT;
    vcpu->vmcb.gdtr.limit = sizeof gdt - 1;
    vcpu->vmcb.idtr.base = GUEST_DATA + IDT;
    vcpu->vmcb.idtr.limit = (VECTOR + 1) * sizeof gate - 1;
}

void line_set(struct vcpu *vcpu, bool high)
{
    vcpu->vmcb.virtual_interrupts =
        V_INTR_MASKING | V_IGN_TPR | (uint64_t)VECTOR << V_VECTOR | (high ? V_IRQ : 0);
}
