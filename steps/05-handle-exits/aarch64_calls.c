/*
 * AArch64: every call of PSCI 1.3, and of the SMC Calling Convention's other services those that a
 * guest could look for. One that is not offered is named when it is printed, and refused.
 */
#include "aarch64_calls.h"

const struct smc_call psci_calls[PSCI_CALLS] = {
    [0x00] = {"PSCI_VERSION", psci_version, 0, false},
    [0x01] = {"PSCI_CPU_SUSPEND", cpu_suspend, 3, true},
    [0x02] = {"PSCI_CPU_OFF", cpu_off, 0, false},
    [0x03] = {"PSCI_CPU_ON", cpu_on, 3, true},
    [0x04] = {"PSCI_AFFINITY_INFO", affinity_info, 2, true},
    [0x05] = {"PSCI_MIGRATE", not_offered, 1, true},
    [0x06] = {"PSCI_MIGRATE_INFO_TYPE", migrate_info_type, 0, false},
    [0x07] = {"PSCI_MIGRATE_INFO_UP_CPU", not_offered, 0, true},
    [0x08] = {"PSCI_SYSTEM_OFF", system_off, 0, false},
    [0x09] = {"PSCI_SYSTEM_RESET", system_reset, 0, false},
    [0x0a] = {"PSCI_FEATURES", psci_features, 1, false},
    [0x0b] = {"PSCI_CPU_FREEZE", not_offered, 0, false},
    [0x0c] = {"PSCI_CPU_DEFAULT_SUSPEND", not_offered, 2, true},
    [0x0d] = {"PSCI_NODE_HW_STATE", not_offered, 2, true},
    [0x0e] = {"PSCI_SYSTEM_SUSPEND", not_offered, 2, true},
    [0x0f] = {"PSCI_SET_SUSPEND_MODE", not_offered, 1, false},
    [0x10] = {"PSCI_STAT_RESIDENCY", not_offered, 2, true},
    [0x11] = {"PSCI_STAT_COUNT", not_offered, 2, true},
    [0x12] = {"PSCI_SYSTEM_RESET2", not_offered, 2, true},
    [0x13] = {"PSCI_MEM_PROTECT", not_offered, 1, false},
    [0x14] = {"PSCI_MEM_PROTECT_CHECK_RANGE", not_offered, 2, true},
    [0x15] = {"PSCI_SYSTEM_OFF2", not_offered, 2, true},
    [0x16] = {"PSCI_CLEAN_INV_MEMREGION", not_offered, 4, true},
    [0x17] = {"PSCI_CLEAN_INV_MEMREGION_ATTRIBUTES", not_offered, 1, true},
};

const struct smc_numbered smc_calls[] = {
    /* Arm architecture calls, SMCCC 7 */
    {0x80000000, {"SMCCC_VERSION", smccc_version, 0, false}},
    {0x80000001, {"SMCCC_ARCH_FEATURES", psci_features, 1, false}},
    {0x80000002, {"SMCCC_ARCH_SOC_ID", not_offered, 1, true}},
    {0x80000003, {"SMCCC_ARCH_FEATURE_AVAILABILITY", not_offered, 1, true}},
    {0x80003fff, {"SMCCC_ARCH_WORKAROUND_3", not_offered, 0, false}},
    {0x80007fff, {"SMCCC_ARCH_WORKAROUND_2", not_offered, 1, false}},
    {0x80008000, {"SMCCC_ARCH_WORKAROUND_1", not_offered, 0, false}},

    /* Random numbers, DEN 0098 */
    {0x84000050, {"TRNG_VERSION", not_offered, 0, false}},
    {0x84000051, {"TRNG_FEATURES", not_offered, 1, false}},
    {0x84000052, {"TRNG_GET_UUID", not_offered, 0, false}},
    {0x84000053, {"TRNG_RND", not_offered, 1, true}},

    /* Time that others took, DEN 0057 */
    {0xc5000020, {"PV_TIME_FEATURES", not_offered, 1, false}},
    {0xc5000021, {"PV_TIME_ST", not_offered, 0, false}},

    /* Ours */
    {0x8600ff01, {"CALL_UID", service_uid, 0, false}},
    {0x8600ff03, {"REVISION", service_revision, 0, false}},
    {0x86000001, {"CONSOLE_WRITE", console_write, 2, true}},
    {0x86000002, {"CONSOLE_READ", console_read, 2, true}},
    {0x86000003, {"CONSOLE_WRITE_BYTE", console_write_byte, 1, false}},
    {0, {.name = NULL}},
};
