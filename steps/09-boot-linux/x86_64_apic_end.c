/* x86_64: the write to the EOI register, which a kernel makes for each interrupt. Any value will
 * do. So if the same instruction made it before, nothing of it has to be decoded. */
#include "apic.h"

#include "memory_map.h"
#include "x86_64_instruction.h"

#define EOI (GUEST_APIC + APIC_EOI)

/* One that stores, and does no more. */
static void learn(struct vcpu *vcpu, uint64_t pc, struct known_instruction *known)
{
    uint8_t bytes[INSTRUCTION_LONGEST];
    struct instruction instruction;
    unsigned count = guest_fetch(vcpu, pc, bytes, sizeof bytes);
    known->length = 0;
    if (instruction_decode(&instruction, bytes, count, code_bytes(&vcpu->vmcb)) &&
        instruction.operation == MOVE && instruction.to_memory && instruction.memory_bytes == 4)
        *known = (struct known_instruction){pc, instruction.length};
}

/* APM vol. 2 15.25.6: the instruction itself wrote, and delivered no event. */
static bool is_write(const struct vmcb *vmcb)
{
    uint64_t reasons = NPF_FINAL | NPF_GUEST_TABLE | NPF_FETCH | NPF_WRITE;
    return (vmcb->exitinfo1 & reasons) == (NPF_FINAL | NPF_WRITE) &&
           !(vmcb->exitintinfo & EXITINTINFO_VALID);
}

static exit_handler *handle_other_fault;

static enum guest_action end_interrupt(struct vcpu *vcpu, struct vm_exit *exit)
{
    struct apic *apic = apic_of(vcpu);
    vcpu->guest->apics->user = apic;
    if (exit->gpa != EOI || !apic_has_page(apic) || !is_write(&vcpu->vmcb))
        return handle_other_fault(vcpu, exit);
    if (!apic->end.length || apic->end.pc != exit->pc) {
        learn(vcpu, exit->pc, &apic->end);
        return handle_other_fault(vcpu, exit);
    }
    exit->kind = EXIT_DEVICE;
    vcpu->guest->apics->device.writes++;
    apic_end_of_interrupt(apic);
    vcpu->vmcb.rflags &= ~RFLAGS_RF;
    skip_bytes(vcpu, apic->end.length);
    return GUEST_RESUMES;
}

void apic_end_init(void)
{
    handle_before(EXIT_STAGE2_FAULT, end_interrupt, &handle_other_fault);
}
