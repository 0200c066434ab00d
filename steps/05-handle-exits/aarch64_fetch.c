/* AArch64: a guest's registers by number, its instructions, and its own translation. */
#include "guest_memory.h"
#include "vcpu.h"

#include "string.h"

/* --- Registers --- */

#define ZERO_REGISTER 31

uint64_t vcpu_register(const struct vcpu *vcpu, unsigned n)
{
    return n == ZERO_REGISTER ? 0 : vcpu->x[n];
}

void vcpu_set_register(struct vcpu *vcpu, unsigned n, uint64_t value)
{
    if (n != ZERO_REGISTER)
        vcpu->x[n] = value;
}

/* --- Instructions --- */

#define INSTRUCTION_SIZE 4

unsigned guest_fetch(struct vcpu *vcpu, uint64_t pc, void *bytes, unsigned size)
{
    uint64_t gpa, left;
    if (size < INSTRUCTION_SIZE || !guest_translate(vcpu, pc, &gpa) || gpa % INSTRUCTION_SIZE)
        return 0;
    const void *at = guest_memory_at(vcpu->guest, gpa, STAGE2_X, &left);
    if (!at)
        return 0;
    memcpy(bytes, at, INSTRUCTION_SIZE);
    return INSTRUCTION_SIZE;
}

/* hvc has moved the pc itself, as its exception class says. */
void skip_instruction(struct vcpu *vcpu, const struct vm_exit *exit)
{
    vcpu->pc = exit->pc + (ESR_EC(exit->cause) == EC_HVC64 ? 0 : INSTRUCTION_SIZE);
}

/* --- The guest's own translation, D8.3 --- */

/* The CPU walks the guest's tables, and stage 2 only for the tables themselves. */
bool guest_translate(struct vcpu *vcpu, uint64_t address, uint64_t *gpa)
{
    *gpa = translate_stage1(address);
    return *gpa != NO_ADDRESS;
}
