/* x86_64: LTR with an operand in memory: the selector, 16 bits. */
#include "x86_64_ltr_operand.h"

#include "string.h"
#include "x86_64_decode.h"
#include "x86_64_inject.h"
#include "x86_64_operand.h"
#include "x86_64_task_register.h"

#define MOVZX_WORD 0xb7 /* second byte of the opcode, after 0F */

/* LTR is 0F 00 and ModRM. 0F B7 and the same ModRM is MOVZX, which the decoder knows: it has the
 * same operand. False if the bytes are not there, or have changed since the exit. */
static bool decode_ltr(struct vcpu *vcpu, const struct vm_exit *exit,
                       struct instruction *instruction)
{
    uint8_t bytes[INSTRUCTION_LONGEST];
    unsigned count = guest_fetch(vcpu, exit->pc, bytes, sizeof bytes), at = 0;
    while (at < count && bytes[at] != 0x0f)
        at++;
    if (count - at < 2)
        return false;
    bytes[at + 1] = MOVZX_WORD;
    return instruction_decode(instruction, bytes, count, code_bytes(&vcpu->vmcb));
}

static enum guest_action load_from_memory(struct vcpu *vcpu, struct vm_exit *exit)
{
    struct instruction instruction;
    uint8_t *bytes[2];
    if (!from_guest_kernel(vcpu) || !decode_ltr(vcpu, exit, &instruction)) {
        inject_exception(vcpu, VECTOR_GP, 0);
        return GUEST_RESUMES;
    }
    uint64_t offset = effective_address(vcpu, &instruction);
    if (operand_find(vcpu, instruction.segment, offset, ARRAY_LENGTH(bytes), false, bytes) &&
        load_task_register(vcpu, *bytes[0] | *bytes[1] << 8))
        skip_bytes(vcpu, instruction.length);
    return GUEST_RESUMES;
}

enum guest_action handle_register_or_ltr(struct vcpu *vcpu, struct vm_exit *exit)
{
    unsigned n;
    if (exit->cause == VMEXIT_TR_WRITE && !register_operand(vcpu, exit->pc, &n))
        return load_from_memory(vcpu, exit);
    return handle_register(vcpu, exit);
}
