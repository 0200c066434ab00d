/* Interrupts that a local APIC sends to others, and to itself: APM vol. 2 16.5. */
#include "apic.h"

enum { LOGICAL = 1 << 11, LEVEL = 1 << 15 };           /* in the ICR */
enum { TO_DESTINATION, TO_ITSELF, TO_ALL, TO_OTHERS }; /* its bits 18 and 19 */
#define SHORTHAND(command) ((command) >> 18 & 3)
#define ALL                0xff

/* 16.6.1. A format of all ones means a bit for each of eight APICs; else the four upper bits of a
 * logical ID are a cluster, and the others a bit for each of its four. */
static bool has_logical_id(const struct apic *apic, unsigned destination)
{
    unsigned id = apic->logical_id >> 24, cluster = destination >> 4;
    if (apic->format >> 28 == 0xf)
        return id & destination;
    return (cluster == id >> 4 || cluster == 0xf) && id & destination & 0xf;
}

static bool is_meant(const struct apic *apic, const struct apic *sender)
{
    uint32_t command = sender->command[0], destination = sender->command[1] >> 24;
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
    if (command & LOGICAL)
        return has_logical_id(apic, destination);
    return destination == ALL || destination == apic->id;
}

/* With lowest priority one of those that are meant gets it. INIT and STARTUP are for CPUs that do
 * not run, and there is none; of SMI the guest's firmware would know. */
static bool deliver(struct apic *to, uint32_t command)
{
    if (DELIVERY(command) == DELIVER_NMI)
        nmi_request(to);
    else if (DELIVERY(command) <= DELIVER_LOWEST)
        apic_request(to, command & 0xff, command & LEVEL);
    return DELIVERY(command) == DELIVER_LOWEST;
}

void apic_send(struct apic *apic)
{
    struct apics *apics = apic->vcpu->guest->apics;
    uint32_t command = apic->command[0];
    if (DELIVERY(command) <= DELIVER_LOWEST && (command & 0xff) < 16) {
        apic_error(apic, ERROR_SENT_VECTOR);
        return;
    }
    for (unsigned i = 0; i < apics->count; i++) {
        if (is_meant(&apics->of[i], apic) && deliver(&apics->of[i], command))
            return;
    }
}
