/* x86_64: exits as EXITCODE, EXITINFO1 and EXITINFO2 say them. */
#include "machine.h"
#include "random.h"
#include "trap.h"
#include "x86_64_vmcb.h"

const char *const register_names[3] = {"exitcode", "exitinfo1", "exitinfo2"};
const char *const fault_hint =
    "Which bits of EXITINFO1 say load, store or fetch, and which only why?";

/* --- A real one --- */

uint64_t entry_in_page(uint64_t page)
{
    return page * PAGE_SIZE + 1 + random_below(PAGE_SIZE - 1);
}

void read_trap(uint64_t trap[3])
{
    trap[0] = guest_vmcb.exitcode;
    trap[1] = guest_vmcb.exitinfo1;
    trap[2] = guest_vmcb.exitinfo2;
}

/* --- Made ones --- */

static const uint64_t accesses[] = {
    [FETCH] = NPF_FETCH,
    [LOAD] = 0,
    [STORE] = NPF_WRITE,
};

/* 15.25.6: exitinfo2 is the GPA, whatever address the guest used. */
void make_fault(uint64_t trap[3], enum access access, uint64_t gpa, uint64_t address)
{
    trap[0] = VMEXIT_NPF;
    trap[1] = NPF_FINAL | NPF_USER | accesses[access];
    trap[2] = gpa;
}

/* The GPA is never left out. A page that is mapped without the right has a bit more. */
void make_short_fault(uint64_t trap[3], enum access access, uint64_t gpa)
{
    make_fault(trap, access, gpa, gpa);
    trap[1] |= NPF_PRESENT;
}

#define VMEXIT_PF   0x4e  /* exception 14: exitinfo1 is its error code, exitinfo2 its address */
#define VMEXIT_AVIC 0x401 /* a request to another vCPU that does not run */

const char *make_other_trap(uint64_t trap[3], unsigned n)
{
    static const struct {
        const char *what;
        uint64_t exitcode;
    } others[] = {
        {"the guest's hypercall", VMEXIT_VMMCALL},
        {"the guest's own page fault", VMEXIT_PF},
        {"an access to a port", VMEXIT_IOIO},
        {"an interrupt", VMEXIT_INTR},
        {"an access to an MSR", VMEXIT_MSR},
        {"an interrupt request to another vCPU", VMEXIT_AVIC},
        {"a shutdown", VMEXIT_SHUTDOWN},
        {"a VMCB that VMRUN refused", VMEXIT_INVALID},
        {"a VMCB that VMRUN refused", -1ul},
    };
    if (n >= ARRAY_LENGTH(others))
        return NULL;
    trap[0] = others[n].exitcode;
    trap[1] = NPF_USER | (random_below(2) ? NPF_FETCH : NPF_WRITE);
    trap[2] = random_below(1ul << 31);
    return others[n].what;
}

/* --- The answer --- */

struct guest_access decode(const uint64_t trap[3])
{
    struct exitcode_fields fields = {trap[0], trap[1], trap[2]};
    return decode_exitcode(&fields);
}
