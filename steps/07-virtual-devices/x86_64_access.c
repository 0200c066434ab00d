/* x86_64: accesses to ports. */
#include "access.h"

/* --- From the exit to an access --- */

bool access_decode(struct vcpu *vcpu, const struct vm_exit *exit, struct access *access)
{
    if (exit->cause != VMEXIT_IOIO || exit->info & IOIO_STRING)
        return false;
    *access = (struct access){
        .space = SPACE_PORTS,
        .address = IOIO_PORT(exit->info),
        .size = IOIO_BYTES(exit->info),
        .write = !(exit->info & IOIO_IN),
        .value = vcpu->vmcb.rax,
    };
    return true;
}

/* --- And back --- */

void access_finish(struct vcpu *vcpu, const struct vm_exit *exit, const struct access *access)
{
    if (!access->write) {
        uint64_t mask = access->size == 4 ? UINT64_MAX : BIT(8 * access->size) - 1;
        vcpu->vmcb.rax = (vcpu->vmcb.rax & ~mask) | (access->value & mask);
    }
    skip_instruction(vcpu, exit);
}

/* --- An access to nothing --- */

#define EVENT_VALID BIT(31)
#define EVENT_GP    (BIT(31) | BIT(11) | 3 << 8 | 13)

void inject_access_fault(struct vcpu *vcpu, const struct vm_exit *exit)
{
    vcpu->vmcb.event_injection = EVENT_GP;
}

bool space_faults(enum space space)
{
    return false;
}
