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
    apic_set_priority(apic, 0);
    apic->logical_id = apic->errors = apic->errors_shown = 0;
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

static error prepare(struct apic *apic)
{
    *apic = (struct apic){.on = true, .offered = NO_VECTOR, .intr = NO_VECTOR, .reset.when = NEVER};
    TRY(apic_timer_init(apic));
    nmi_init(apic);
    return OK;
}

/* 14.1.3: it is reset each time that its CPU starts: from step 11 on a guest can turn each of its
 * CPUs off and on. What the 8259s ask for still waits. */
static void start_with_cpu(struct vcpu *vcpu, uint64_t entry)
{
    struct apic *apic = apic_of(vcpu);
    deadline_clear(&apic->nmi);
    apic->vcpu = vcpu;
    apic->on = true;
    apic->extended = false;
    apic->nmi_in_service = apic->nmi_waits = false;
    apic->iret_at = NO_PC;
    apic_reset(apic);
    if (!vcpu->number)
        set_up_as_firmware(apic);
    apic_offer(apic);
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
                            .count = guest->cpus};
    for (unsigned n = 0; n < apics->count; n++)
        TRY(prepare(&apics->of[n]));
    struct apic *first = &apics->of[0];
    apics->user = first;
    first->vcpu = guest->board->vcpu;
    apic_end_init();
    apic_registers_init();
    guest_add_start(guest, start_with_cpu);
    return device_add(guest, &apics->device);
}
