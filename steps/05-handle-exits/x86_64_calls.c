/*
 * x86_64: every call of PSCI 1.3 (DEN 0022), and ours. One that is not offered is named when it is
 * printed, and refused.
 */
#include "x86_64_calls.h"

const struct call calls[CALL_ROWS] = {
    [0x00] = {"VERSION", 0, version},
    [0x01] = {"CPU_SUSPEND", 3, not_offered},
    [0x02] = {"CPU_OFF", 0, not_offered},
    [0x03] = {"CPU_ON", 3, not_offered},
    [0x04] = {"AFFINITY_INFO", 2, not_offered},
    [0x05] = {"MIGRATE", 1, not_offered},
    [0x06] = {"MIGRATE_INFO_TYPE", 0, not_offered},
    [0x07] = {"MIGRATE_INFO_UP_CPU", 0, not_offered},
    [0x08] = {"SYSTEM_OFF", 0, system_off},
    [0x09] = {"SYSTEM_RESET", 0, system_reset},
    [0x0a] = {"FEATURES", 1, features},
    [0x0b] = {"CPU_FREEZE", 0, not_offered},
    [0x0c] = {"CPU_DEFAULT_SUSPEND", 2, not_offered},
    [0x0d] = {"NODE_HW_STATE", 2, not_offered},
    [0x0e] = {"SYSTEM_SUSPEND", 2, not_offered},
    [0x0f] = {"SET_SUSPEND_MODE", 1, not_offered},
    [0x10] = {"STAT_RESIDENCY", 2, not_offered},
    [0x11] = {"STAT_COUNT", 2, not_offered},
    [0x12] = {"SYSTEM_RESET2", 2, not_offered},
    [0x13] = {"MEM_PROTECT", 1, not_offered},
    [0x14] = {"MEM_PROTECT_CHECK_RANGE", 2, not_offered},
    [0x15] = {"SYSTEM_OFF2", 2, not_offered},
    [0x16] = {"CLEAN_INV_MEMREGION", 3, not_offered},
    [0x17] = {"CLEAN_INV_MEMREGION_ATTRIBUTES", 1, not_offered},
    [CONSOLE_ROW] = {"CONSOLE_WRITE", 2, console_write},
    [CONSOLE_ROW + 1] = {"CONSOLE_READ", 2, console_read},
    [CONSOLE_ROW + 2] = {"CONSOLE_WRITE_BYTE", 1, console_write_byte},
    [NO_CALL] = {.answer = not_offered},
};
