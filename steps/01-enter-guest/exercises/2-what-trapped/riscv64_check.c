/* RISC-V: traps as scause, stval and htval say them. */
#include "machine.h"
#include "random.h"
#include "trap.h"

const char *const register_names[3] = {"scause", "stval", "htval"};
const char *const fault_hint = "Which values of scause are faults of stage 2?";

/* --- A real one --- */

/* Instructions are at even addresses. */
uint64_t entry_in_page(uint64_t page)
{
    return page * PAGE_SIZE + random_below(PAGE_SIZE / 4) * 4 + 2;
}

void read_trap(uint64_t trap[3])
{
    trap[0] = csr_read(scause);
    trap[1] = csr_read(stval);
    trap[2] = csr_read(htval);
}

/* --- Made ones --- */

static const uint64_t causes[] = {
    [FETCH] = CAUSE_FETCH_GUEST_PAGE,
    [LOAD] = CAUSE_LOAD_GUEST_PAGE,
    [STORE] = CAUSE_STORE_GUEST_PAGE,
};

void make_fault(uint64_t trap[3], enum access access, uint64_t gpa, uint64_t address)
{
    trap[0] = causes[access];
    trap[1] = address;
    trap[2] = gpa >> 2;
}

/* H.2.8: htval may be 0. */
void make_short_fault(uint64_t trap[3], enum access access, uint64_t gpa)
{
    make_fault(trap, access, gpa, gpa);
    trap[2] = 0;
}

const char *make_other_trap(uint64_t trap[3], unsigned n)
{
    static const struct {
        const char *what;
        uint64_t scause;
    } others[] = {
        {"the guest's hypercall", CAUSE_ECALL_VS},
        {"a virtual-instruction exception", CAUSE_VIRTUAL_INSTRUCTION},
        {"a fetch that the guest's own tables refuse", 12},
        {"a load that the guest's own tables refuse", 13},
        {"a store that the guest's own tables refuse", 15},
        {"a fetch where no memory is", 1},
        {"a load where no memory is", 5},
        {"an interrupt, as the top bit of scause says", SCAUSE_INTERRUPT | 21},
    };
    if (n >= ARRAY_LENGTH(others))
        return NULL;
    trap[0] = others[n].scause;
    trap[1] = random_below(1ul << 31);
    trap[2] = 0;
    return others[n].what;
}

/* --- The answer --- */

struct guest_access decode(const uint64_t trap[3])
{
    struct scause_registers registers = {trap[0], trap[1], trap[2]};
    return decode_scause(&registers);
}
