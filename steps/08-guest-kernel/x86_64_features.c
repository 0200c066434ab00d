/* x86_64: the features of a guest's CPU: CPUID, APM vol. 3 appendix E, with long mode. */
#include "x86_64_features.h"

#include "machine.h"

/* The features that step 5 hides, and that this step gives the guest. Still hidden, because nothing
 * emulates them: APIC, MTRR, machine checks, XSAVE, RDTSCP, MONITOR, SVM. */
enum {
    FEATURES = 1,
    FEATURES_ECX = 1 << 13,  /* CMPXCHG16B */
    FEATURES_EDX = 1 << 2    /* CR4.DE */
                   | 1 << 5  /* MSRs */
                   | 1 << 11 /* SYSENTER */
                   | 1 << 16 /* PAT */
                   | 1 << 17 /* 36-bit addresses of pages of 4 MiB */,
    LONG_MODE = 0x80000001,
    LONG_MODE_ECX = 3 << 7,   /* misaligned SSE operands, PREFETCHW */
    LONG_MODE_EDX = 1 << 11   /* SYSCALL */
                    | 1 << 20 /* NX */
                    | 1 << 22 /* more of MMX */
                    | 1 << 26 /* pages of 1 GiB */
                    | 1 << 29 /* long mode */,
    AS_IN_FEATURES = 0x0183a17f, /* those of FEATURES that LONG_MODE repeats */
    CACHES_1 = 0x80000005,       /* what the caches are like: true for a guest too */
    CACHES_2 = 0x80000006,
};

enum guest_action identify_long_mode(struct vcpu *vcpu, struct vm_exit *exit)
{
    uint32_t leaf = vcpu->vmcb.rax;
    struct cpuid c = cpuid(leaf);
    enum guest_action action = handle_identify(vcpu, exit);
    switch (leaf) {
    case FEATURES:
        vcpu->r[RCX] |= c.ecx & FEATURES_ECX;
        vcpu->r[RDX] |= c.edx & FEATURES_EDX;
        break;
    case LONG_MODE:
        vcpu->r[RCX] |= c.ecx & LONG_MODE_ECX;
        vcpu->r[RDX] |= c.edx & (LONG_MODE_EDX | AS_IN_FEATURES);
        break;
    case CACHES_1:
    case CACHES_2:
        vcpu->vmcb.rax = c.eax;
        vcpu->r[RBX] = c.ebx;
        vcpu->r[RCX] = c.ecx;
        vcpu->r[RDX] = c.edx;
    }
    return action;
}
