/* RISC-V: what traps. */
#include "host_tables.h"

void vcpu_tables_add(const struct vcpu *vcpu)
{
    table_add("traps", &vcpu->hedeleg,
              (const char *)(&vcpu->hcounteren + 1) - (const char *)&vcpu->hedeleg);
}
