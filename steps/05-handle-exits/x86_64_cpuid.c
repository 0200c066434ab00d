/* x86_64: what CPU the guest has: CPUID, APM vol. 3 appendix E. */
#include "x86_64_cpuid.h"

#include "string.h"

enum {
    LEAF_VENDOR = 0,
    LEAF_FEATURES = 1,
    LEAF_HYPERVISOR = 0x40000000,
    LEAF_EXTENDED = 0x80000000,
    LEAF_EXTENDED_FEATURES = 0x80000001,
    LEAF_NAME = 0x80000002, /* and the next two */
    LEAF_ADDRESSES = 0x80000008,
};

/* Features that ask nothing of us: no MSR, APIC, XSAVE, debug register or long mode; never SVM. */
enum {
    FEATURES_EDX = 1 << 0    /* x87 */
                   | 1 << 1  /* virtual 8086 mode */
                   | 1 << 3  /* pages of 4 MiB */
                   | 1 << 4  /* TSC */
                   | 1 << 6  /* PAE */
                   | 1 << 8  /* CMPXCHG8B */
                   | 1 << 13 /* global pages */
                   | 1 << 15 /* CMOV */
                   | 1 << 19 /* CLFLUSH */
                   | 7 << 23 /* MMX, FXSAVE, SSE */
                   | 1 << 26 /* SSE2 */,
    FEATURES_ECX = 1 << 0    /* SSE3 */
                   | 1 << 9  /* SSSE3 */
                   | 3 << 19 /* SSE4.1, SSE4.2 */
                   | 3 << 22 /* MOVBE, POPCNT */
                   | 1 << 30 /* RDRAND */,
    ON_A_HYPERVISOR = 1 << 31, /* leaf 1, ecx */
    EXTENDED_ECX = 1 << 0      /* LAHF in long mode */
                   | 1 << 5    /* LZCNT */
                   | 1 << 6 /* SSE4A */,
    CLFLUSH_SIZE = 0xff00 /* leaf 1, ebx */
};

struct cpuid guest_cpuid(uint32_t leaf)
{
    struct cpuid c = cpuid(leaf);
    switch (leaf) {
    case LEAF_VENDOR:
        c.eax = LEAF_FEATURES;
        return c;
    case LEAF_FEATURES:
        return (struct cpuid){c.eax, c.ebx & CLFLUSH_SIZE, (c.ecx & FEATURES_ECX) | ON_A_HYPERVISOR,
                              c.edx & FEATURES_EDX};
    case LEAF_HYPERVISOR:
        c = (struct cpuid){.eax = LEAF_HYPERVISOR};
        memcpy(&c.ebx, "Worldswitch", 12); /* over ebx, ecx and edx */
        return c;
    case LEAF_EXTENDED:
        c.eax = LEAF_ADDRESSES;
        return c;
    case LEAF_EXTENDED_FEATURES:
        return (struct cpuid){c.eax, 0, c.ecx & EXTENDED_ECX, 0};
    case LEAF_NAME ... LEAF_NAME + 2:
        return c;
    case LEAF_ADDRESSES:
        return (struct cpuid){.eax = c.eax};
    }
    return (struct cpuid){0};
}
