/* x86_64: a vCPU's first registers, and the CPU pointed at it. */
#include "vcpu.h"

#include "cpu.h"
#include "string.h"
#include "x86_64_permissions.h"

/* x86_64_switch.S */
void switch_worlds(void);

/* --- A guest's next vCPU --- */

/* With the first one the guest gets its maps; each one's VMCB can be asked to flush the TLB. */
error vcpu_join_guest(struct vcpu *vcpu)
{
    struct guest *guest = vcpu->guest;
    if (!guest->permissions)
        guest->permissions = permissions_new();
    if (!guest->permissions)
        return error_of("no memory for a guest's permission maps");
    vcpu->flush = (struct flush_request){guest->stage2.flush_requests, &vcpu->vmcb.tlb_control};
    guest->stage2.flush_requests = &vcpu->flush;
    return OK;
}

/* --- Reset --- */

void vcpu_reset(struct vcpu *vcpu)
{
    const struct guest *guest = vcpu->guest;
    memset(vcpu->r, 0, sizeof vcpu->r);
    memset(vcpu->dr, 0, sizeof vcpu->dr);
    vcpu->fpu = (struct fpu_state){.fcw = 0x37f, .mxcsr = 0x1f80}; /* as FNINIT leaves it */
    vcpu->switch_worlds = switch_worlds;

    /* The VMCB is the list of the other registers, and of what traps. */
    vcpu->vmcb = (struct vmcb){0};
    vmcb_init(&vcpu->vmcb, guest->stage2.root);
    vcpu->vmcb.asid = guest->stage2.tag + 1; /* 0 is the host's */
    vcpu->vmcb.iopm = (uintptr_t)guest->permissions->iopm;
    vcpu->vmcb.msrpm = (uintptr_t)guest->permissions->msrpm;
    vcpu->vmcb.tsc_offset = -cycle_counter(); /* its time starts at 0 */
    guest->start(vcpu, guest->entry);
}

/* In 32-bit protected mode. */
void start_elf(struct vcpu *vcpu, uint64_t entry)
{
    vmcb_start_protected(&vcpu->vmcb, entry);
}

/* In 16-bit real mode. */
void start_flat(struct vcpu *vcpu, uint64_t entry)
{
    vmcb_start_real(&vcpu->vmcb, entry);
}

/* --- Load --- */

void vcpu_load(struct vcpu *vcpu)
{
    svm_enable();
    vmcb_check(&vcpu->vmcb);
    vcpu->host_state = (uintptr_t)this_cpu()->host_state;
    __asm__ volatile("vmsave %0" : : "a"(vcpu->host_state) : "memory");
    __asm__ volatile("fxrstor64 %0" : : "m"(vcpu->fpu));

    /* 15.17: with GIF = 0 no interrupt comes, whatever IF says. VMRUN sets GIF and #VMEXIT clears
     * it; IF = 1 lets the host's interrupts end the guest's run, 15.21.1. */
    __asm__ volatile("clgi; sti");
}
