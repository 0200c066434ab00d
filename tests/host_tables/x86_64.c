/* x86_64: the hypervisor's own part of the VMCB, and the permission maps. */
#include "host_tables.h"

#include "x86_64_permissions.h"

#define FIELD(name) table_add("VMCB: " #name, &vmcb->name, sizeof vmcb->name)

void vcpu_tables_add(const struct vcpu *vcpu)
{
    const struct vmcb *vmcb = &vcpu->vmcb;
    /* Not those of DR0 to DR3, which a guest is lent, and not the guest's time. */
    FIELD(intercept_cr_read), FIELD(intercept_cr_write), FIELD(intercept_exceptions);
    FIELD(intercept_1), FIELD(intercept_2), FIELD(intercept_3);
    FIELD(iopm), FIELD(msrpm), FIELD(asid), FIELD(nested_control), FIELD(nested_cr3);
    table_add("permission maps", vcpu->guest->permissions, sizeof *vcpu->guest->permissions);
}
