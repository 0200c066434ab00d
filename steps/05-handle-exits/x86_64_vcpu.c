/* x86_64: a vCPU's first registers, and the CPU pointed at it. */
#include "vcpu.h"

#include "cpu_pages.h"
#include "isolation.h"
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
    vcpu->vmmcall_at = NO_PC;

    /* The VMCB is the list of the other registers, and of what traps. */
    vcpu->vmcb = (struct vmcb){0};
    vmcb_init(&vcpu->vmcb, guest->stage2.root);
    vcpu->vmcb.asid = guest->stage2.tag + 1; /* 0 is the host's */
    vcpu->vmcb.iopm = (uintptr_t)guest->permissions->iopm;
    vcpu->vmcb.msrpm = (uintptr_t)guest->permissions->msrpm;
    vcpu->vmcb.tsc_offset = -cycle_counter(); /* its time starts at 0 */
    vcpu_start(vcpu);
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

#define XCR0_RESET 1 /* x87 alone */

static void set_xcr0(uint64_t value)
{
    __asm__ volatile("xsetbv" : : "c"(0), "a"((uint32_t)value), "d"(value >> 32));
}

/* QEMU's CPUs that have XSAVE without any of its extensions (Opteron_G5) take CR4.OSXSAVE for
 * reserved, and leave the host as by a #VMEXIT. On such a CPU XSETBV is intercepted. */
static bool has_xsave(void)
{
    return cpuid(CPUID_STANDARD).ecx & STANDARD_ECX_XSAVE && cpuid_part(CPUID_XSAVE, 1).eax;
}

static uint64_t xsave_components; /* all that this CPU's XSAVE manages; 0 without XSAVE */
static bool has_protection_keys;

/* It does not change, and CPUID takes long. */
static void look_at_cpu(void)
{
    struct cpuid all = has_xsave() ? cpuid(CPUID_XSAVE) : (struct cpuid){0};
    xsave_components = all.eax | (uint64_t)all.edx << 32;
    has_protection_keys = cpuid(0).eax >= CPUID_MORE && cpuid(CPUID_MORE).ecx & MORE_ECX_PKU;
}

/* What no VMCB holds and no CPUID shows to a guest, but what a bit of its CR4 gives it on some
 * CPUs: XCR0 with all that XSAVE manages (QEMU 7.2 does not intercept XSETBV), and PKRU. It is as
 * after a reset, APM 11.5: an image whose header is 0 has no component. */
void reset_extended_state(void)
{
    static const _Alignas(64) uint8_t image[576];
    uint64_t cr4, all = xsave_components;
    if (!all && !has_protection_keys)
        return;
    __asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
    if (all) {
        __asm__ volatile("mov %0, %%cr4" : : "r"(cr4 | CR4_OSXSAVE));
        set_xcr0(all);
        __asm__ volatile("xrstor64 %0" : : "m"(image), "a"((uint32_t)all), "d"(all >> 32));
        set_xcr0(XCR0_RESET);
    }
    if (has_protection_keys) {
        __asm__ volatile("mov %0, %%cr4" : : "r"(cr4 | CR4_PKE));
        __asm__ volatile("wrpkru" : : "a"(0), "c"(0), "d"(0));
    }
    __asm__ volatile("mov %0, %%cr4" : : "r"(cr4));
}

void vcpu_load(struct vcpu *vcpu)
{
    vcpu->on_cpu = this_cpu();
    svm_enable();
    vmcb_check(&vcpu->vmcb);
    trap_newer_features();
    check_isolation(vcpu->guest->stage2.root);
    stage2_fence(&vcpu->guest->stage2); /* another vCPU of the guest may have used its ASID here */
    vcpu->host_state = (uintptr_t)this_cpu()->pages->host_state;
    __asm__ volatile("vmsave %0" : : "a"(vcpu->host_state) : "memory");
    look_at_cpu();
    reset_extended_state();
    /* 11.4.4: without an exception FXRSTOR leaves the x87 pointers as they are; FNINIT does not. */
    __asm__ volatile("fninit; fxrstor64 %0" : : "m"(vcpu->fpu));
    if (vcpu->load_more)
        vcpu->load_more(vcpu);

    /* 15.17: with GIF = 0 no interrupt comes, whatever IF says. VMRUN sets GIF and #VMEXIT clears
     * it; IF = 1 lets the host's interrupts end the guest's run, 15.21.1. */
    __asm__ volatile("clgi; sti");
}
