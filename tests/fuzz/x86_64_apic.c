#include "x86_64_apic.h"

#include "apic.h"
#include "fuzz_devices.h"

static struct apic *apic, at_start;

error apic_give(struct guest *guest)
{
    TRY(apic_init(guest));
    apic = &guest->apics->of[0];
    at_start = *apic;
    return OK;
}

void apic_put_back(void)
{
    struct apic was = *apic;
    *apic = at_start;
    keep_in_list(&apic->timer, &was.timer);
    keep_in_list(&apic->nmi, &was.nmi);
    keep_in_list(&apic->reset, &was.reset);
}
