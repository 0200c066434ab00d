/* AArch64: what traps. */
#include "host_tables.h"

void vcpu_tables_add(const struct vcpu *vcpu)
{
    table_add("traps", &vcpu->hcr_el2,
              (const char *)(&vcpu->vpidr_el2 + 1) - (const char *)&vcpu->hcr_el2);
    table_add("traps", &vcpu->icc_sre_el2, sizeof vcpu->icc_sre_el2);
}
