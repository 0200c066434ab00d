/* MISS all bits that do not say its mode are as they were: it is no such guest any more */
#include "exercise.h"

void user_mode_by_sret(struct sret_registers *registers)
{
    registers->hstatus &= ~HSTATUS_SPV;
    registers->sstatus &= ~SSTATUS_SPP;
}

void user_mode_by_eret(struct eret_registers *registers)
{
    registers->spsr_el2 &= ~(uint64_t)SPSR_M;
    registers->hcr_el2 |= HCR_TGE;
}

void user_mode_by_vmrun(struct vmrun_fields *fields)
{
    fields->cs_attributes |= SEGMENT_DPL;
    fields->ss_attributes |= SEGMENT_DPL;
    fields->cpl = 3;
    fields->cr0 &= ~CR0_PE;
}
