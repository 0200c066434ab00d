/* MISS all bits that do not say its mode are as they were: the whole register is written */
#include "exercise.h"

void user_mode_by_sret(struct sret_registers *registers)
{
    registers->sstatus = 0;
}

void user_mode_by_eret(struct eret_registers *registers)
{
    registers->spsr_el2 = 0;
}

void user_mode_by_vmrun(struct vmrun_fields *fields)
{
    fields->cs_attributes = fields->ss_attributes = SEGMENT_DPL;
    fields->cpl = 3;
}
