/* MISS the guest starts at the address that it was given: the next instruction's */
#include "exercise.h"

void user_mode_by_sret(struct sret_registers *registers)
{
    registers->sstatus &= ~SSTATUS_SPP;
    registers->sepc += 4;
}

void user_mode_by_eret(struct eret_registers *registers)
{
    registers->spsr_el2 &= ~(uint64_t)SPSR_M;
    registers->elr_el2 += 4;
}

void user_mode_by_vmrun(struct vmrun_fields *fields)
{
    fields->cs_attributes |= SEGMENT_DPL;
    fields->ss_attributes |= SEGMENT_DPL;
    fields->cpl = 3;
    fields->rip += 3;
}
