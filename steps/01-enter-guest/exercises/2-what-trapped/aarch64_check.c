/* AArch64: traps as ESR_EL2, FAR_EL2 and HPFAR_EL2 say them. */
#include "machine.h"
#include "random.h"
#include "trap.h"

const char *const register_names[3] = {"esr", "far", "hpfar"};
const char *const fault_hint = "Which values of bits 0 to 5 are faults of stage 2's translation?";

/* --- A real one --- */

/* Instructions are 4-byte aligned. */
uint64_t entry_in_page(uint64_t page)
{
    return page * PAGE_SIZE + (1 + random_below(PAGE_SIZE / 4 - 1)) * 4;
}

void read_trap(uint64_t trap[3])
{
    trap[0] = sysreg_read(esr_el2);
    trap[1] = sysreg_read(far_el2);
    trap[2] = sysreg_read(hpfar_el2);
}

/* --- Made ones --- */

#define ESR_EC_SHIFT 26
#define ESR_IL       BIT(25) /* the instruction has 32 bits */
#define ESR_WNR      BIT(6)

/* Fault status, of level 0; the other levels follow */
#define FAULT_ADDRESS_SIZE 0x00
#define FAULT_TRANSLATION  0x04
#define FAULT_ACCESS_FLAG  0x08
#define FAULT_PERMISSION   0x0c
#define FAULT_EXTERNAL     0x10

static uint64_t abort_esr(enum access access, uint64_t fault)
{
    uint64_t class = access == FETCH ? EC_IABT_LOWER : EC_DABT_LOWER;
    return class << ESR_EC_SHIFT | ESR_IL | (access == STORE ? ESR_WNR : 0) | fault;
}

void make_fault(uint64_t trap[3], enum access access, uint64_t gpa, uint64_t address)
{
    static const uint8_t faults[] = {FAULT_ADDRESS_SIZE, FAULT_TRANSLATION, FAULT_ACCESS_FLAG};
    uint64_t fault = faults[random_below(ARRAY_LENGTH(faults))];
    trap[0] = abort_esr(access, fault + 1 + random_below(3));
    trap[1] = address;
    trap[2] = gpa / PAGE_SIZE << 4;
}

/* D19.2: after a permission fault HPFAR_EL2 is UNKNOWN. */
void make_short_fault(uint64_t trap[3], enum access access, uint64_t gpa)
{
    trap[0] = abort_esr(access, FAULT_PERMISSION + 1 + random_below(3));
    trap[1] = gpa;
    trap[2] = random_below(1ul << 27) << 4;
}

const char *make_other_trap(uint64_t trap[3], unsigned n)
{
    static const struct {
        const char *what;
        uint64_t class, syndrome;
    } others[] = {
        {"the guest's hvc #5", EC_HVC64, 5},
        {"an access to a system register", EC_SYSREG, 0x300c47},
        {"the host's own instruction abort", EC_IABT_SAME, FAULT_TRANSLATION + 1},
        {"the host's own data abort", EC_DABT_SAME, FAULT_TRANSLATION + 1},
        {"an external abort of a load", EC_DABT_LOWER, FAULT_EXTERNAL},
        {"an external abort of a fetch", EC_IABT_LOWER, FAULT_EXTERNAL},
        {"a store that is not aligned", EC_DABT_LOWER, ESR_WNR | 0x21},
        {"an SError", EC_SERROR, 0x11},
    };
    if (n >= ARRAY_LENGTH(others))
        return NULL;
    trap[0] = others[n].class << ESR_EC_SHIFT | ESR_IL | others[n].syndrome;
    trap[1] = random_below(1ul << 31);
    trap[2] = random_below(1ul << 27) << 4;
    return others[n].what;
}

/* --- The answer --- */

struct guest_access decode(const uint64_t trap[3])
{
    struct esr_registers registers = {trap[0], trap[1], trap[2]};
    return decode_esr(&registers);
}
