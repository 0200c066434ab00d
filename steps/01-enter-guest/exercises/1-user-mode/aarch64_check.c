/* AArch64: between enter_guest() and eret. */
#include "entry.h"
#include "exercise.h"
#include "grade.h"
#include "machine.h"

#define SPSR_ANY (0xf * BIT(28)) /* N, Z, C, V: the flags of comparisons */

/* --- The entry --- */

struct entry_value entry_values[] = {
    {.name = "elr_el2", .hint = "eret jumps there, and adds nothing."},
    {.name = "spsr_el2",
     .mode = SPSR_M,
     .hint = "Four bits are the mode. What do DAIF and the flags say?"},
    {.name = "hcr_el2",
     .hint = "With TGE, EL0 belongs to the host. The guest's mode is in another register."},
    {},
};

static bool mode_exists(uint64_t mode)
{
    return mode == 0 || mode == 4 || mode == 5; /* EL0t, EL1t, EL1h */
}

_Noreturn void __real_leave_host(void);

_Noreturn void __wrap_leave_host(void)
{
    uint64_t spsr = sysreg_read(spsr_el2) & ~(user_already ? SPSR_M : 0ul);
    struct eret_registers registers = {
        .spsr_el2 = spsr | random_some(SPSR_ANY),
        .elr_el2 = sysreg_read(elr_el2),
        .hcr_el2 = sysreg_read(hcr_el2),
    };
    entry_values[0].before = registers.elr_el2;
    entry_values[1].before = registers.spsr_el2;
    entry_values[2].before = registers.hcr_el2;
    user_mode_by_eret(&registers);
    entry_values[0].after = registers.elr_el2;
    entry_values[1].after = registers.spsr_el2;
    entry_values[2].after = registers.hcr_el2;
    check_values(mode_exists(registers.spsr_el2 & SPSR_M)
                     ? NULL
                     : "with that M, eret does not enter EL0 or EL1 (D1.3)");
    sysreg_write(spsr_el2, registers.spsr_el2);
    __real_leave_host();
}

/* --- The trap --- */

void expect_user_mode(void)
{
    uint64_t mode = sysreg_read(spsr_el2) & SPSR_M;
    expect(mode == 0, "the trap came from EL%lu: SPSR_EL2.M was %lu. What is M for EL0?",
           SPSR_EL(mode), mode);
}
