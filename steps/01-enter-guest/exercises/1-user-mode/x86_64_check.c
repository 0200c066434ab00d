/* x86_64: between enter_guest() and vmrun. */
#include "entry.h"
#include "exercise.h"
#include "grade.h"
#include "machine.h"
#include "x86_64_vmcb.h"

/* Bits that make no difference to a guest that owns no memory: CF, PF, ZF, SF, OF; AVL. */
#define RFLAGS_ANY     (BIT(0) | BIT(2) | BIT(6) | BIT(7) | BIT(11))
#define ATTRIBUTES_ANY BIT(8)

/* --- The entry --- */

#define DPL_HINT "DPL is in bits 5 and 6. What do the others belong to?"

struct entry_value entry_values[] = {
    {.name = "rip", .hint = "vmrun jumps there, and adds nothing."},
    {.name = "cr0", .hint = "Protected mode has all four levels. What says which of them it is?"},
    {.name = "rflags", .hint = "They are flags, not the mode."},
    {.name = "cs.attributes", .mode = SEGMENT_DPL, .hint = DPL_HINT},
    {.name = "ss.attributes", .mode = SEGMENT_DPL, .hint = DPL_HINT},
    {.name = "cpl", .mode = UINT8_MAX},
    {},
};

static void take(const struct vmrun_fields *fields, bool after)
{
    const uint64_t values[] = {fields->rip,           fields->cr0,           fields->rflags,
                               fields->cs_attributes, fields->ss_attributes, fields->cpl};
    for (unsigned i = 0; i < ARRAY_LENGTH(values); i++)
        *(after ? &entry_values[i].after : &entry_values[i].before) = values[i];
}

_Noreturn void __real_leave_host(struct vmcb *vmcb);

_Noreturn void __wrap_leave_host(struct vmcb *vmcb)
{
    uint16_t dpl = user_already ? SEGMENT_DPL : 0;
    struct vmrun_fields fields = {
        .cr0 = vmcb->cr0,
        .rflags = vmcb->rflags | random_some(RFLAGS_ANY),
        .rip = vmcb->rip,
        .cs_attributes = vmcb->cs.attributes | dpl | random_some(ATTRIBUTES_ANY),
        .ss_attributes = vmcb->ss.attributes | dpl | random_some(ATTRIBUTES_ANY),
        .cpl = user_already ? 3 : 0,
    };
    take(&fields, false);
    user_mode_by_vmrun(&fields);
    take(&fields, true);
    check_values(NULL);
    vmcb->rflags = fields.rflags;
    vmcb->cs.attributes = fields.cs_attributes;
    vmcb->ss.attributes = fields.ss_attributes;
    vmcb->cpl = fields.cpl;
    __real_leave_host(vmcb);
}

/* --- The trap --- */

/* 15.5.1: a CPU takes the level from CPL, with which SS must agree. QEMU takes it from SS. */
void expect_user_mode(void)
{
    uint64_t cs = entry_values[3].after >> 5 & 3, ss = entry_values[4].after >> 5 & 3;
    uint64_t cpl = entry_values[5].after;
    expect(guest_vmcb.cpl == 3 && cpl == 3 && cs == 3 && ss == 3,
           "the trap came from CPL %u. You entered with CPL %lu, code of level %lu and a stack of "
           "level %lu. What are the three for a program?",
           guest_vmcb.cpl, cpl, cs, ss);
}
