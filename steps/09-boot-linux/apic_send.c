/* Interrupts that a local APIC sends to others, and to itself: APM vol. 2 16.5. */
#include "apic.h"

enum { LOGICAL = 1 << 11, LEVEL = 1 << 15 };           /* in the ICR */
enum { TO_DESTINATION, TO_ITSELF, TO_ALL, TO_OTHERS }; /* its bits 18 and 19 */
#define SHORTHAND(command) ((command) >> 18 & 3)

/* An x2APIC sends to a number of 32 bits. */
static uint32_t destination_of(const struct apic *sender)
{
    return sender->extended ? sender->command[1] : sender->command[1] >> 24;
}

static uint32_t all_of(const struct apic *sender)
{
    return sender->extended ? UINT32_MAX : 0xff;
}

/* 16.6.1. A format of all ones means a bit for each of eight APICs; else the four upper bits of a
 * logical ID are a cluster, and the others a bit for each of its four. */
static bool has_logical_id(const struct apic *apic, uint32_t destination)
{
    uint32_t id = apic->logical_id >> 24, cluster = destination >> 4,
             extended = x2apic_logical_id(apic);
    if (apic->extended)
        return extended >> 16 == destination >> 16 && extended & destination & 0xffff;
    if (apic->format >> 28 == 0xf)
        return id & destination;
    return (cluster == id >> 4 || cluster == 0xf) && id & destination & 0xf;
}

static bool is_meant(const struct apic *apic, const struct apic *sender)
{
    uint32_t command = sender->command[0], destination = destination_of(sender);
    if (!apic->on)
        return false;
    switch (SHORTHAND(command)) {
    case TO_ITSELF:
        return apic == sender;
    case TO_ALL:
        return true;
    case TO_OTHERS:
        return apic != sender;
    }
    if (command & LOGICAL && destination != UINT32_MAX) /* to all: SDM vol. 3 11.12.9 */
        return has_logical_id(apic, destination);
    return destination == all_of(sender) || destination == apic->id;
}

/* INIT and STARTUP are for other CPUs, step 11's; of SMI the guest's firmware would know. */
void apic_take(struct apic *to, uint32_t command)
{
    if (DELIVERY(command) == DELIVER_NMI)
        nmi_request(to);
    else if (DELIVERY(command) <= DELIVER_LOWEST)
        apic_request(to, command & 0xff, command & LEVEL);
}

void (*apic_deliver)(struct apic *to, uint32_t command) = apic_take;
bool (*apic_cpu_is_on)(const struct vcpu *vcpu);

static bool takes_interrupts(const struct apic *apic)
{
    return apic->spurious & SPURIOUS_ENABLE && (!apic_cpu_is_on || apic_cpu_is_on(apic->vcpu));
}

/* With lowest priority one of those that are meant gets it: the one that does the least important
 * work. */
static struct apic *find_lowest(struct apics *apics, const struct apic *sender)
{
    struct apic *lowest = NULL;
    for (struct apic *apic = apics->of; apic < apics->of + apics->count; apic++) {
        if (!is_meant(apic, sender) || !takes_interrupts(apic))
            continue;
        apic_settle(apic);
        if (!lowest || apic_processor_priority(apic) < apic_processor_priority(lowest))
            lowest = apic;
    }
    return lowest;
}

void apic_send(struct apic *apic)
{
    struct apics *apics = apic->vcpu->guest->apics;
    uint32_t command = apic->command[0];
    if (DELIVERY(command) <= DELIVER_LOWEST && (command & 0xff) < 16) {
        apic_error(apic, ERROR_SENT_VECTOR);
        return;
    }
    if (DELIVERY(command) == DELIVER_LOWEST) {
        struct apic *lowest = find_lowest(apics, apic);
        if (lowest)
            apic_deliver(lowest, command);
        return;
    }
    for (unsigned i = 0; i < apics->count; i++) {
        if (is_meant(&apics->of[i], apic))
            apic_deliver(&apics->of[i], command);
    }
}
