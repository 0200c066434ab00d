/*
 * The calls that AArch64 and x86_64 share: PSCI (DEN 0022), which the SMC Calling Convention
 * (SMCCC 1.1, DEN 0028) numbers, and the guest's console. On AArch64 a kernel makes them by hvc; a
 * PC has no firmware calls for this, so it is our choice that vmmcall takes the same numbers there.
 *
 *   0x86000001 CONSOLE_WRITE(address, bytes)   shows bytes, a page of them at most
 *   0x86000002 CONSOLE_READ(address, bytes)    puts there what waits to be read
 *   0x86000003 CONSOLE_WRITE_BYTE(byte)
 *
 * The first two answer how many bytes they moved; INVALID_PARAMETER (-3) when the guest may not use
 * all of that memory (a guest-physical address). The third answers 0.
 *
 * The architecture's header gives
 *
 *   enum guest_action set_result(struct vcpu *, int64_t)
 *       puts the result where the guest looks for it
 */
#pragma once

#include "hypercalls.h"

/* Errors: SMCCC 7, and PSCI 5, which has others for the same */
enum { SUCCESS = 0, NOT_SUPPORTED = -1, INVALID_PARAMETER = -3 };
enum { PSCI_INVALID_PARAMETERS = -2, PSCI_ALREADY_ON = -4 };

#define SMC_64BIT          BIT(30) /* in a number: its arguments have 64 bits */
#define PSCI_BASE          0x84000000
#define PSCI_CALLS         0x18
#define CONSOLE_BASE       0x86000001
#define DOORBELL_BASE      0x86000010
#define CONSOLE_WRITE_BYTE (CONSOLE_BASE + 2)

/* Rows of the table, in order: every call of PSCI 1.3, and the console. A row has its comma,
 * because clang-format takes braces at the end of a macro for a block. */
#define CALL(number, ...) {0, number, __VA_ARGS__},

#define PSCI_ROWS(X)                                         \
    X(0x84000000, "VERSION", psci_version, 0)                \
    X(0x84000001, "CPU_SUSPEND", cpu_suspend, 3)             \
    X(0x84000002, "CPU_OFF", cpu_off, 0)                     \
    X(0x84000003, "CPU_ON", cpu_on, 3)                       \
    X(0x84000004, "AFFINITY_INFO", affinity_info, 2)         \
    X(0x84000005, REFUSED("MIGRATE", 1))                     \
    X(0x84000006, "MIGRATE_INFO_TYPE", migrate_info_type, 0) \
    X(0x84000007, REFUSED("MIGRATE_INFO_UP_CPU", 0))         \
    X(0x84000008, "SYSTEM_OFF", system_off, 0)               \
    X(0x84000009, "SYSTEM_RESET", system_reset, 0)           \
    X(0x8400000a, "FEATURES", psci_features, 1)              \
    X(0x8400000b, REFUSED("CPU_FREEZE", 0))                  \
    X(0x8400000c, REFUSED("CPU_DEFAULT_SUSPEND", 2))         \
    X(0x8400000d, REFUSED("NODE_HW_STATE", 2))               \
    X(0x8400000e, REFUSED("SYSTEM_SUSPEND", 2))              \
    X(0x8400000f, REFUSED("SET_SUSPEND_MODE", 1))            \
    X(0x84000010, REFUSED("STAT_RESIDENCY", 2))              \
    X(0x84000011, REFUSED("STAT_COUNT", 2))                  \
    X(0x84000012, REFUSED("SYSTEM_RESET2", 2))               \
    X(0x84000013, REFUSED("MEM_PROTECT", 1))                 \
    X(0x84000014, REFUSED("MEM_PROTECT_CHECK_RANGE", 2))     \
    X(0x84000015, REFUSED("SYSTEM_OFF2", 2))                 \
    X(0x84000016, REFUSED("CLEAN_INV_MEMREGION", 3))         \
    X(0x84000017, REFUSED("CLEAN_INV_MEMREGION_ATTRIBUTES", 1))

#define CONSOLE_ROWS(X)                              \
    X(0x86000001, "CONSOLE_WRITE", console_write, 2) \
    X(0x86000002, "CONSOLE_READ", console_read, 2)   \
    X(0x86000003, "CONSOLE_WRITE_BYTE", console_write_byte, 1)

/* Step 10 offers these, to guests that talk to each other. */
#define DOORBELL_ROWS(X)                       \
    X(0x86000010, REFUSED("SHARED_PAGE", 0))   \
    X(0x86000011, REFUSED("DOORBELL_RING", 0)) \
    X(0x86000012, REFUSED("DOORBELL_ANSWER", 0))

hypercall_handler psci_version, psci_features, migrate_info_type, affinity_info, cpu_on, cpu_off,
    cpu_suspend, system_off, system_reset, console_write, console_read, console_write_byte;
