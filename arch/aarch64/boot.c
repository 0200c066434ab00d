/* What QEMU left us: a CPU at EL2 and a device tree. */
#include "device_tree.h"
#include "machine.h"
#include "panic.h"

/* What this CPU must have besides EL2. */
static void check_cpu(void)
{
    static const uint8_t address_bits[] = {32, 36, 40, 42, 44, 48, 52, 56};
    unsigned range = sysreg_read(id_aa64mmfr0_el1) & ID_AA64MMFR0_PARANGE;
    if (range < sizeof address_bits && address_bits[range] < VTCR_GPA_BITS)
        panic("boot: this CPU has %u physical address bits, our stage-2 tables translate %d",
              address_bits[range], VTCR_GPA_BITS);

    unsigned counters = ID_AA64DFR0_PMUVER(sysreg_read(id_aa64dfr0_el1));
    if (counters == PMUVER_NONE || counters == PMUVER_OTHER)
        panic("boot: this CPU has no cycle counter (FEAT_PMUv3)");
}

/* The cycle counter counts from here on, at EL2 too, and all 64 bits of it. */
static void start_cycle_counter(void)
{
    sysreg_write(pmccfiltr_el0, PMCCFILTR_NSH);
    sysreg_write(pmcntenset_el0, PMCNTEN_CYCLES);
    sysreg_write(pmcr_el0, PMCR_E | PMCR_C | PMCR_LC);
}

_Noreturn void machine_start(const void *blob)
{
    machine_from_device_tree(blob);
    machine.timer_hz = sysreg_read(cntfrq_el0);

    uint64_t el = CURRENT_EL(sysreg_read(CurrentEL));
    if (el != 2)
        panic("boot: the CPU starts at EL%lu, not at EL2, so no guest can be entered", el);
    check_cpu();
    start_cycle_counter();
    power_off(main());
}
