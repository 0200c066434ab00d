/* RISC-V: what no guest may change of the host, and the end of a slice. */
#include "fuzz.h"

#include "string.h"

/* --- The host's registers --- */

#define SSTATUS_HOST (SSTATUS_SIE | SSTATUS_FS | SSTATUS_VS | 3 * BIT(18)) /* and SUM, MXR */
#define HSTATUS_HOST (~(HSTATUS_GVA | HSTATUS_SPV | HSTATUS_SPVP))

unsigned host_registers(struct register_value values[HOST_REGISTERS])
{
    const struct register_value list[] = {
        {"hgatp", csr_read(hgatp)},
        {"hedeleg", csr_read(hedeleg)},
        {"hideleg", csr_read(hideleg)},
        {"hcounteren", csr_read(hcounteren)},
        {"henvcfg", csr_read(henvcfg)},
        {"hie", csr_read(hie)},
        {"hvip", csr_read(hvip)},
        {"hgeie", csr_read(hgeie)},
        {"htimedelta", csr_read(htimedelta)},
        {"hstatus", csr_read(hstatus) & HSTATUS_HOST},
        {"sstatus", csr_read(sstatus) & SSTATUS_HOST},
        {"sie", csr_read(sie)},
        {"stvec", csr_read(stvec)},
        {"sscratch", csr_read(sscratch)},
        {"satp", csr_read(satp)},
        {"stimecmp", csr_read(stimecmp)},
    };
    unsigned count = sizeof list / sizeof *list;
    memcpy(values, list, sizeof list);
    return count;
}

/* --- The host's timer --- */

/* The next start_slice() sets the timer to a later time, and with that the interrupt is gone. */
void end_slice(void)
{
}
