#include "apic.h"

#include "memory_map.h"
#include "page_alloc.h"

#include ARCH_HEADER(board)

struct apic *apic_of(const struct vcpu *vcpu)
{
    struct apics *apics = vcpu->guest ? vcpu->guest->apics : NULL;
    return apics ? &apics->of[vcpu->number] : NULL;
}

/* What INTR and the CPU itself do goes on. */
void apic_reset(struct apic *apic)
{
    deadline_clear(&apic->timer);
    apic->id = apic->vcpu->number;
    apic->spurious = 0xff;
    apic->format = UINT32_MAX;
    apic->priority = apic->logical_id = apic->errors = apic->errors_shown = 0;
    apic->divide = apic->initial = apic->expires = 0;
    apic->offered = NO_VECTOR;
    for (unsigned i = 0; i < ARRAY_LENGTH(apic->requests); i++)
        apic->requests[i] = apic->in_service[i] = apic->triggered[i] = 0;
    for (unsigned i = 0; i < ARRAY_LENGTH(apic->command); i++)
        apic->command[i] = 0;
    for (unsigned i = 0; i < LVTS; i++)
        apic->lvt[i] = LVT_MASKED;
}

/* Linux and others have LINT1 for NMIs; nothing of this machine makes one. */
static void set_up_as_firmware(struct apic *apic)
{
    apic->spurious |= SPURIOUS_ENABLE;
    apic->lvt[LVT_LINT0] = LVT_LEVEL | DELIVER_8259 << 8;
    apic->lvt[LVT_LINT1] = LVT_LEVEL | DELIVER_NMI << 8;
}

/* Another CPU of the guest (step 11) is as if it had none. */
static void start_without(struct vcpu *vcpu, uint64_t entry)
{
    if (vcpu->number)
        *apic_of(vcpu) = (struct apic){.vcpu = vcpu, .offered = NO_VECTOR, .intr = NO_VECTOR};
}

error apic_init(struct guest *guest)
{
    struct apics *apics = guest->apics = page_alloc(order_of(sizeof *apics));
    if (!apics)
        return error_of("no memory for its local APIC");
    *apics = (struct apics){.device = {.name = "apic",
                                       .space = SPACE_MEMORY,
                                       .base = GUEST_APIC,
                                       .bytes = PAGE_SIZE,
                                       .sizes = 4,
                                       .read = apic_page_read,
                                       .write = apic_page_write},
                            .count = 1};
    struct apic *apic = &apics->of[0];
    apic->vcpu = guest->board->vcpu;
    apic->on = true;
    apic->intr = NO_VECTOR;
    TRY(apic_timer_init(apic));
    nmi_init(apic);
    apic_reset(apic);
    set_up_as_firmware(apic);
    apic_end_init();
    apic_registers_init();
    guest_add_start(guest, start_without);
    return device_add(guest, &apics->device);
}
