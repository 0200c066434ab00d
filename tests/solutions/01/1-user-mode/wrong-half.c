/* MISS it is in its user mode when it traps: one bit beside, one field of three */
#include "exercise.h"

void user_mode_by_sret(struct sret_registers *registers)
{
    registers->hstatus &= ~HSTATUS_SPVP; /* the one that hlv uses */
}

void user_mode_by_eret(struct eret_registers *registers)
{
    registers->spsr_el2 &= ~1ul; /* EL1 on EL0's stack pointer */
}

void user_mode_by_vmrun(struct vmrun_fields *fields)
{
    fields->cpl = 3;
}
