/* MISS a fetch by a guest that was really entered: the GPA's page without the offset */
#include "exercise.h"

#define SCAUSE_FETCH 20
#define SCAUSE_LOAD  21
#define SCAUSE_STORE 23

static uint64_t gpa_of_scause(const struct scause_registers *trap)
{
    return (trap->htval << 2 | (trap->stval & 3)) & ~0xffful;
}

struct guest_access decode_scause(const struct scause_registers *trap)
{
    switch (trap->scause) {
    case SCAUSE_FETCH:
        return (struct guest_access){FETCH, gpa_of_scause(trap)};
    case SCAUSE_LOAD:
        return (struct guest_access){LOAD, gpa_of_scause(trap)};
    case SCAUSE_STORE:
        return (struct guest_access){STORE, gpa_of_scause(trap)};
    }
    return (struct guest_access){NO_STAGE2_FAULT, 0};
}

#define CLASS_FETCH    0x20
#define CLASS_DATA     0x24
#define FAULT          0x3f
#define FAULT_PERM     0x0c
#define FAULT_NOT_MMU  0x10
#define WRITE_NOT_READ 0x40

static uint64_t gpa_of_esr(const struct esr_registers *trap)
{
    return trap->hpfar << 8;
}

struct guest_access decode_esr(const struct esr_registers *trap)
{
    uint64_t class = trap->esr >> 26 & 0x3f;
    if ((class != CLASS_FETCH && class != CLASS_DATA) || (trap->esr & FAULT) >= FAULT_NOT_MMU)
        return (struct guest_access){NO_STAGE2_FAULT, 0};
    enum access access = class == CLASS_FETCH ? FETCH : trap->esr & WRITE_NOT_READ ? STORE : LOAD;
    return (struct guest_access){access, gpa_of_esr(trap)};
}

#define NESTED_PAGE_FAULT 0x400
#define INFO_WRITE        0x02
#define INFO_FETCH        0x10

struct guest_access decode_exitcode(const struct exitcode_fields *trap)
{
    if (trap->exitcode != NESTED_PAGE_FAULT)
        return (struct guest_access){NO_STAGE2_FAULT, 0};
    enum access access = trap->exitinfo1 & INFO_FETCH   ? FETCH
                         : trap->exitinfo1 & INFO_WRITE ? STORE
                                                        : LOAD;
    return (struct guest_access){access, trap->exitinfo2 & ~0xffful};
}
