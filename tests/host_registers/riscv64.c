/* RISC-V: the host's registers that no guest may change. */
#include "host_registers.h"

#include "string.h"

/* Without what every trap writes. scounteren and senvcfg are not here: they have no second copy,
 * and the guest may write them. */
#define HVIP_HOST    (BIT(2) | BIT(6) | BIT(10)) /* H.2.3: VSSIP, VSTIP, VSEIP; QEMU 10 shows more */
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
        {"hvip", csr_read(hvip) & HVIP_HOST},
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
    memcpy(values, list, sizeof list);
    return ARRAY_LENGTH(list);
}
