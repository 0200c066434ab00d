/* x86_64: accesses to ports, and the answer to accesses to nothing. APM vol. 2. */
#include "access.h"

#include "x86_64_inject.h"

/* --- What the instruction does --- */

/* 15.10.2: an exit for a port says everything, except what a string instruction does with memory.
 */
bool access_decode(struct vcpu *vcpu, const struct vm_exit *exit, struct access *access)
{
    if (exit->cause != VMEXIT_IOIO)
        return decode_memory_access(vcpu, exit, access);
    access->space = SPACE_PORTS;
    access->address = IOIO_PORT(exit->info);
    access->size = IOIO_BYTES(exit->info);
    access->write = !(exit->info & IOIO_IN);
    access->value = vcpu->vmcb.rax;
    return !(exit->info & IOIO_STRING) || decode_string(vcpu, exit, access);
}

/* --- The rest of the instruction --- */

/* 8 and 16 bits leave the rest of rax alone; 32 bits clear it, APM vol. 3 1.2.7. */
static void set_accumulator(struct vmcb *vmcb, unsigned size, uint64_t value)
{
    uint64_t kept = size < 4 ? -BIT(8 * size) : 0;
    vmcb->rax = (vmcb->rax & kept) | zero_extend(value, size);
}

/* 3.1.6: RF ends with the instruction; it let the instruction pass a breakpoint. */
void access_finish(struct vcpu *vcpu, const struct vm_exit *exit, const struct access *access)
{
    vcpu->vmcb.rflags &= ~RFLAGS_RF;
    if (exit->cause != VMEXIT_IOIO) {
        finish_memory_access(vcpu, exit, access);
    } else if (exit->info & IOIO_STRING) {
        finish_string(vcpu, exit, access);
    } else {
        if (!access->write)
            set_accumulator(&vcpu->vmcb, access->size, access->value);
        skip_instruction(vcpu, exit);
    }
}

/* --- The fault --- */

/* Unless decoding has already injected a fault of the guest's own. */
void inject_access_fault(struct vcpu *vcpu, const struct vm_exit *exit)
{
    if (!(vcpu->vmcb.event_injection & EXITINTINFO_VALID))
        inject_exception(vcpu, VECTOR_GP, 0);
}

/* --- Where nothing is --- */

/* A PC reads ones where nothing is, in both spaces, and what is written there is lost. */
bool space_faults(enum space space)
{
    return false;
}
