/*
 * AArch64: every call of PSCI, and of the SMC Calling Convention's other services those that a
 * guest could look for. w0 is the function's number: bit 30 says that the arguments, from x1 on,
 * have 64 bits; bits 24 to 29 are the service; x0 becomes the result.
 */
#include "smccc.h"

static hypercall_handler smccc_version, service_uid, service_revision;

struct hypercall hypercalls[] = {
    /* Arm architecture calls, SMCCC 7 */
    {0, 0x80000000, "SMCCC_VERSION", smccc_version, 0},
    {0, 0x80000001, "SMCCC_ARCH_FEATURES", psci_features, 1},
    {0, 0x80000002, REFUSED("SMCCC_ARCH_SOC_ID", 1)},
    {0, 0x80000003, REFUSED("SMCCC_ARCH_FEATURE_AVAILABILITY", 1)},
    {0, 0x80003fff, REFUSED("SMCCC_ARCH_WORKAROUND_3", 0)},
    {0, 0x80007fff, REFUSED("SMCCC_ARCH_WORKAROUND_2", 1)},
    {0, 0x80008000, REFUSED("SMCCC_ARCH_WORKAROUND_1", 0)},

    PSCI_ROWS(CALL)

    /* Random numbers, DEN 0098 */
    {0, 0x84000050, REFUSED("TRNG_VERSION", 0)},
    {0, 0x84000051, REFUSED("TRNG_FEATURES", 1)},
    {0, 0x84000052, REFUSED("TRNG_GET_UUID", 0)},
    {0, 0x84000053, REFUSED("TRNG_RND", 1)},

    /* Ours: SMCCC 6 gives these numbers to a hypervisor of its own kind. */
    CONSOLE_ROWS(CALL) DOORBELL_ROWS(CALL)

    /* And which one this is. */
    {0, 0x8600ff01, "CALL_UID", service_uid, 0},
    {0, 0x8600ff03, "REVISION", service_revision, 0},

    /* With arguments of 64 bits. */
    {0, 0xc0000002, REFUSED("SMCCC_ARCH_SOC_ID", 1)},
    {0, 0xc0000003, REFUSED("SMCCC_ARCH_FEATURE_AVAILABILITY", 1)},
    {0, 0xc4000001, "CPU_SUSPEND", cpu_suspend, 3},
    {0, 0xc4000003, "CPU_ON", cpu_on, 3},
    {0, 0xc4000004, "AFFINITY_INFO", affinity_info, 2},
    {0, 0xc4000005, REFUSED("MIGRATE", 1)},
    {0, 0xc4000007, REFUSED("MIGRATE_INFO_UP_CPU", 0)},
    {0, 0xc400000c, REFUSED("CPU_DEFAULT_SUSPEND", 2)},
    {0, 0xc400000d, REFUSED("NODE_HW_STATE", 2)},
    {0, 0xc400000e, REFUSED("SYSTEM_SUSPEND", 2)},
    {0, 0xc4000010, REFUSED("STAT_RESIDENCY", 2)},
    {0, 0xc4000011, REFUSED("STAT_COUNT", 2)},
    {0, 0xc4000012, REFUSED("SYSTEM_RESET2", 2)},
    {0, 0xc4000014, REFUSED("MEM_PROTECT_CHECK_RANGE", 2)},
    {0, 0xc4000015, REFUSED("SYSTEM_OFF2", 2)},
    {0, 0xc4000016, REFUSED("CLEAN_INV_MEMREGION", 3)},
    {0, 0xc4000017, REFUSED("CLEAN_INV_MEMREGION_ATTRIBUTES", 1)},
    {0, 0xc4000053, REFUSED("TRNG_RND", 1)},
    {0, 0xc5000020, REFUSED("PV_TIME_FEATURES", 1)}, /* time that others took, DEN 0057 */
    {0, 0xc5000021, REFUSED("PV_TIME_ST", 0)},
    {0, 0xc6000001, "CONSOLE_WRITE", console_write, 2},
    {0, 0xc6000002, "CONSOLE_READ", console_read, 2},
};
const unsigned hypercalls_count = ARRAY_LENGTH(hypercalls);

const struct hypercall *hypercall_of(const struct vcpu *vcpu)
{
    return hypercall_find(0, (uint32_t)vcpu->x[0]);
}

uint64_t hypercall_argument(const struct vcpu *vcpu, unsigned n)
{
    return vcpu->x[0] & SMC_64BIT ? vcpu->x[1 + n] : (uint32_t)vcpu->x[1 + n];
}

/* --- The convention itself, SMCCC 7 --- */

#define SMCCC_1_1    0x00010001 /* major and minor, 16 bits each */
#define OUR_REVISION 1

static enum guest_action smccc_version(struct vcpu *vcpu)
{
    return set_result(vcpu, SMCCC_1_1);
}

/* --- Our own service --- */

/* 128 bits that no other hypervisor has, SMCCC 6: "Worldswitch a64", in ASCII. */
static enum guest_action service_uid(struct vcpu *vcpu)
{
    vcpu->x[1] = 0x69777364; /* least significant byte first */
    vcpu->x[2] = 0x20686374;
    vcpu->x[3] = 0x00343661;
    return set_result(vcpu, 0x6c726f57);
}

static enum guest_action service_revision(struct vcpu *vcpu)
{
    vcpu->x[1] = 0; /* the minor one */
    return set_result(vcpu, OUR_REVISION);
}
