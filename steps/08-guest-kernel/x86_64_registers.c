/* x86_64: registers of a guest's kernel: MSRs, debug and control registers. Sections are of APM
 * vol. 2. */
#include "x86_64_registers.h"

#include "x86_64_delegation.h"
#include "x86_64_ltr_operand.h"
#include "x86_64_permissions.h"

/* --- MSRs of the guest's own --- */

/* VMLOAD and VMSAVE exchange these at each switch, 15.5.2, so the guest may access them itself:
 * none of them gives the guest more than its own registers and memory. A kernel writes most of them
 * only at its start, but FS.base and GS.base at each switch of tasks. */
static const uint32_t own_msrs[] = {
    0x174,      0x175,
    0x176,                  /* SYSENTER_CS, _ESP, _EIP: where a program's SYSENTER leads, 6.1.2 */
    0xc0000081, 0xc0000082, /* STAR, LSTAR: the segments and the target of SYSCALL, 6.1.1 */
    0xc0000083, 0xc0000084, /* CSTAR, from compatibility mode; SFMASK: flags that it clears */
    0xc0000100, 0xc0000101, /* FS.base and GS.base: bases of 64 bits are in no descriptor, 4.5.3 */
    0xc0000102,             /* KernelGSbase, which SWAPGS exchanges with GS.base, 6.4 */
};

void open_registers(struct vcpu *vcpu)
{
    for (unsigned i = 0; i < ARRAY_LENGTH(own_msrs); i++)
        msr_set_open(vcpu->guest->permissions, own_msrs[i], true);
    if (vcpu->vmcb.efer & EFER_LME) /* it starts in long mode */
        vcpu->vmcb.intercept_1 |= INTERCEPT_CR0_WRITE;
}

/* --- MSRs that are emulated --- */

/* LME does nothing while paging is off, 14.6.1, so until then the CPU does not get it: with LME but
 * without PG and CR4.PAE, QEMU's #VMEXIT would not load the host's CR0. Paging goes on and off by
 * CR0, whose intercept is on while the guest's LME is. */
static uint64_t guest_efer(const struct vmcb *vmcb)
{
    uint64_t lme = vmcb->intercept_1 & INTERCEPT_CR0_WRITE ? EFER_LME : 0;
    return (vmcb->efer & ~EFER_SVME) | lme; /* SVME is on because VMRUN requires it, 15.5.1 */
}

static bool read_msr(const struct vmcb *vmcb, uint32_t msr, uint64_t *value)
{
    switch (msr) {
    case MSR_TSC:
        *value = cycle_counter() + vmcb->tsc_offset;
        return true;
    case MSR_PAT:
        *value = vmcb->g_pat;
        return true;
    case MSR_EFER:
        *value = guest_efer(vmcb);
        return true;
    }
    return false;
}

/* 3.1.7: LME can change only while paging is off. The CPU sets LMA: a write must not change it. */
static bool write_efer(struct vmcb *vmcb, uint64_t value)
{
    uint64_t changed = guest_efer(vmcb) ^ value;
    uint64_t may_change = EFER_SCE | EFER_NXE | (vmcb->cr0 & CR0_PG ? 0 : EFER_LME);
    if (changed & ~may_change)
        return false;
    vmcb->efer ^= changed & ~EFER_LME;
    if (changed & EFER_LME)
        vmcb->intercept_1 ^= INTERCEPT_CR0_WRITE;
    return true;
}

/* 7.8.1: eight memory types; 2, 3 and all from 8 on are not valid. */
static bool write_pat(struct vmcb *vmcb, uint64_t value)
{
    for (unsigned i = 0; i < 64; i += 8) {
        uint8_t type = value >> i;
        if (type > 7 || type == 2 || type == 3)
            return false;
    }
    vmcb->g_pat = value;
    return true;
}

static bool write_msr(struct vmcb *vmcb, uint32_t msr, uint64_t value)
{
    switch (msr) {
    case MSR_TSC:
        vmcb->tsc_offset = value - cycle_counter();
        return true;
    case MSR_PAT:
        vmcb->tlb_control = TLB_FLUSH_ALL; /* the TLB keeps types and rights */
        return write_pat(vmcb, value);
    case MSR_EFER:
        vmcb->tlb_control = TLB_FLUSH_ALL;
        return write_efer(vmcb, value);
    }
    return false;
}

/* 15.11: exitinfo1 is 1 for WRMSR. */
static bool use_msr(struct vcpu *vcpu, const struct vm_exit *exit)
{
    struct vmcb *vmcb = &vcpu->vmcb;
    uint32_t msr = vcpu->r[RCX];
    uint64_t value;
    if (exit->info)
        return write_msr(vmcb, msr, (uint32_t)vmcb->rax | vcpu->r[RDX] << 32);
    if (!read_msr(vmcb, msr, &value))
        return false;
    vmcb->rax = (uint32_t)value;
    vcpu->r[RDX] = value >> 32;
    return true;
}

/* --- Debug registers --- */

#define MOV_CR_OR_DR 0x20 /* the second byte of the opcode: this one, and three more */

/* Only the instruction says it. Another one is LMSW, or its bytes have changed since the exit. */
bool general_register(struct vcpu *vcpu, const struct vm_exit *exit, unsigned *n)
{
    uint8_t bytes[15], rex = 0;
    unsigned at = 0, count = guest_fetch(vcpu, exit->pc, bytes, sizeof bytes);
    for (; at < count && bytes[at] != 0x0f; at++)
        rex = code_bytes(&vcpu->vmcb) == 8 && (bytes[at] & 0xf0) == 0x40 ? bytes[at] : 0;
    if (count - at < 3 || (bytes[at + 1] & ~3) != MOV_CR_OR_DR)
        return false;
    *n = (bytes[at + 2] & 7) | (rex & 1) << 3;
    return true;
}

/* A guest has no breakpoints: DR7 ignores what is written. (QEMU's CPU would keep them armed after
 * it has left the guest.) DR6 can do no harm. */
static bool use_debug_register(struct vcpu *vcpu, const struct vm_exit *exit, unsigned n)
{
    struct vmcb *vmcb = &vcpu->vmcb;
    unsigned general;
    if (!general_register(vcpu, exit, &general))
        return false;
    uint64_t value = vcpu_register(vcpu, general);
    if (exit->cause < VMEXIT_READ_DR0 + DR_REGISTERS)
        vcpu_set_register(vcpu, general, n == 6 ? vmcb->dr6 : vmcb->dr7);
    else if (code_bytes(vmcb) == 8 && value >> 32) /* 13.1.1 */
        return false;
    else if (n == 6)
        vmcb->dr6 = DR6_RESET | (value & DR6_EVENTS);
    return true;
}

/* 13.1.1: DR4 and DR5 are DR6 and DR7, unless CR4.DE is set; DR8 and those after it do not exist.
 */
static enum guest_action handle_debug_register(struct vcpu *vcpu, struct vm_exit *exit)
{
    unsigned n = (exit->cause - VMEXIT_READ_DR0) % DR_REGISTERS;
    bool is_alias = (n == 4 || n == 5) && !(vcpu->vmcb.cr4 & CR4_DE);
    if (n < 4)
        return handle_register(vcpu, exit);
    if (n > 7 || (n < 6 && !is_alias))
        return give_exception(vcpu, exit, VECTOR_UD, 0);
    if (!use_debug_register(vcpu, exit, n | 2))
        return give_exception(vcpu, exit, VECTOR_GP, 0);
    skip_instruction(vcpu, exit);
    return GUEST_RESUMES;
}

/* --- Control registers --- */

/* 3.1.1, and 14.6 of long mode: it goes on with PAE, and off in compatibility mode. */
static bool cr0_is_valid(const struct vmcb *vmcb, uint64_t value)
{
    bool is_64 = vmcb->cs.attributes & SEGMENT_64;
    if (value >> 32 || (value & CR0_NW && !(value & CR0_CD)) ||
        (value & CR0_PG && !(value & CR0_PE)))
        return false;
    if (vmcb->cr0 & CR0_PG)
        return value & CR0_PG || !is_64;
    return !(value & CR0_PG) || (vmcb->cr4 & CR4_PAE && !is_64);
}

/* The guest's LME is on: handle_kernel_register(). */
static bool write_cr0(struct vcpu *vcpu, const struct vm_exit *exit)
{
    struct vmcb *vmcb = &vcpu->vmcb;
    unsigned general;
    if (!general_register(vcpu, exit, &general))
        return false;
    uint64_t value = vcpu_register(vcpu, general);
    if (code_bytes(vmcb) != 8)
        value = (uint32_t)value;
    if (!cr0_is_valid(vmcb, value))
        return false;
    vmcb->cr0 = value | CR0_ET;
    vmcb->efer &= ~(EFER_LME | EFER_LMA);
    if (value & CR0_PG)
        vmcb->efer |= EFER_LME | EFER_LMA;
    vmcb->tlb_control = TLB_FLUSH_ALL;
    return true;
}

/* A reserved bit in CR3 or CR4 raises #GP, 3.1.2 and 3.1.3. QEMU exits instead, as if VMRUN had
 * refused the VMCB. When VMRUN has refused it, QEMU has saved the host's RAX, which is VMRUN's
 * operand, or the event that it was to deliver is still there: then the guest has not run. */
enum guest_action refuse_control_register(struct vcpu *vcpu, struct vm_exit *exit)
{
    const struct vmcb *vmcb = &vcpu->vmcb;
    if ((uint32_t)exit->cause != VMEXIT_INVALID || vmcb->rax == (uint64_t)vmcb ||
        vmcb->exitintinfo & EXITINTINFO_VALID)
        return stop_guest(vcpu, exit);
    exit->pc = vmcb->rip;
    return give_exception(vcpu, exit, VECTOR_GP, 0);
}

/* --- All --- */

enum guest_action handle_kernel_register(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (exit->cause >= VMEXIT_READ_DR0 && exit->cause <= VMEXIT_LAST_DR)
        return handle_debug_register(vcpu, exit);
    if (exit->cause == VMEXIT_TR_WRITE)
        return handle_register_or_ltr(vcpu, exit);
    if (exit->cause != VMEXIT_MSR && exit->cause != VMEXIT_CR0_WRITE)
        return stop_guest(vcpu, exit);
    if (exit->cause == VMEXIT_MSR ? !use_msr(vcpu, exit) : !write_cr0(vcpu, exit))
        return give_exception(vcpu, exit, VECTOR_GP, 0);
    skip_instruction(vcpu, exit);
    return GUEST_RESUMES;
}
