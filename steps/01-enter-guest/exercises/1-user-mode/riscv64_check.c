/* RISC-V: between enter_guest() and sret. */
#include "entry.h"
#include "exercise.h"
#include "grade.h"
#include "machine.h"

/* Bits that make no difference to a guest that owns no memory: VTVM, VTW, VTSR; SPIE, SUM, MXR. */
#define HSTATUS_ANY (BIT(20) | BIT(21) | BIT(22))
#define SSTATUS_ANY (SSTATUS_SPIE | BIT(18) | BIT(19))

/* --- The entry --- */

struct entry_value entry_values[] = {
    {.name = "sepc", .hint = "sret jumps there, and adds nothing."},
    {.name = "hstatus",
     .mode = HSTATUS_SPVP,
     .hint = "SPV says that sret enters a guest. Which register has the guest's own mode?"},
    {.name = "sstatus",
     .mode = SSTATUS_SPP,
     .hint = "One bit of it is enough. What do the others belong to?"},
    {},
};

_Noreturn void __real_leave_host(void);

_Noreturn void __wrap_leave_host(void)
{
    uint64_t spvp = user_already ? 0 : HSTATUS_SPVP; /* as a trap would have left it */
    uint64_t sstatus = csr_read(sstatus) & ~(user_already ? SSTATUS_SPP : 0);
    struct sret_registers registers = {
        .hstatus = csr_read(hstatus) | spvp | random_some(HSTATUS_ANY),
        .sstatus = sstatus ^ random_some(SSTATUS_ANY),
        .sepc = csr_read(sepc),
    };
    entry_values[0].before = registers.sepc;
    entry_values[1].before = registers.hstatus;
    entry_values[2].before = registers.sstatus;
    user_mode_by_sret(&registers);
    entry_values[0].after = registers.sepc;
    entry_values[1].after = registers.hstatus;
    entry_values[2].after = registers.sstatus;
    check_values(NULL);
    csr_write(hstatus, registers.hstatus);
    csr_write(sstatus, registers.sstatus);
    __real_leave_host();
}

/* --- The trap --- */

void expect_user_mode(void)
{
    expect(csr_read(hstatus) & HSTATUS_SPV && !(csr_read(sstatus) & SSTATUS_SPP),
           "the trap came from VS-mode: V was 1, sstatus.SPP 1. Which bit does sret take the mode "
           "from? hstatus.SPVP is not it.");
}
