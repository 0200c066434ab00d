/* RISC-V: what the attempts need of the machine. */
#pragma once

#include "vcpu.h"

/* --- Registers of the guest's --- */

#define TOLD 6

static inline void tell(struct vcpu *vcpu, unsigned n, uint64_t value)
{
    vcpu->x[A0 + n] = value;
}

/* What the ring has no place for: the guest's first register. */
static inline uint64_t what_else(const struct vcpu *vcpu, const struct vm_exit *exit)
{
    return vcpu->x[A0];
}

/* An exception leaves the guest at its own instruction, of 4 bytes here. */
static inline void step_over(struct vcpu *vcpu)
{
    vcpu->pc += 4;
}

static inline void restart_slice(uint64_t milliseconds)
{
    csr_write(stimecmp, time_counter() + milliseconds * machine.timer_hz / 1000);
}

/* --- Registers of the host's --- */

/* Without what every trap writes. scounteren and senvcfg are not here: they have no second copy,
 * and the guest may write them. */
#define SSTATUS_HOST (SSTATUS_SIE | SSTATUS_VS | SSTATUS_FS | 3 * BIT(18)) /* and SUM, MXR */
#define HSTATUS_HOST ~(HSTATUS_GVA | HSTATUS_SPV | HSTATUS_SPVP)

#define HOST_REGISTERS 32 /* at most */

static inline unsigned read_host_registers(struct register_value host[HOST_REGISTERS])
{
    const struct register_value now[] = {
        {"sstatus", csr_read(sstatus) & SSTATUS_HOST},
        {"hstatus", csr_read(hstatus) & HSTATUS_HOST},
        {"sie", csr_read(sie)},
        {"stvec", csr_read(stvec)},
        {"sscratch", csr_read(sscratch)},
        {"satp", csr_read(satp)},
        {"stimecmp", csr_read(stimecmp)},
        {"hgatp", csr_read(hgatp)},
        {"hedeleg", csr_read(hedeleg)},
        {"hideleg", csr_read(hideleg)},
        {"hie", csr_read(hie)},
        {"hcounteren", csr_read(hcounteren)},
        {"henvcfg", csr_read(henvcfg)},
        {"htimedelta", csr_read(htimedelta)},
    };
    unsigned n = 0;
    for (; n < sizeof now / sizeof *now; n++)
        host[n] = now[n];
    return n;
}
