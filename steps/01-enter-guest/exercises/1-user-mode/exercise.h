/* Exercise 1.1: a guest that starts in its user mode. */
#pragma once

#include <stdint.h>
#include "print.h"

#define BIT(n) (1ul << (n))

/* What sret takes into the guest. */
struct sret_registers {
    uint64_t hstatus, sstatus, sepc;
};
#define HSTATUS_SPV  BIT(7)
#define HSTATUS_SPVP BIT(8)
#define SSTATUS_SPP  BIT(8)

/* What eret takes. */
struct eret_registers {
    uint64_t spsr_el2, elr_el2, hcr_el2;
};
#define SPSR_M    0xf /* the mode: its level is in the upper two of these four bits */
#define SPSR_DAIF (DAIF_ALL << 6)
#define DAIF_ALL  0xf
#define HCR_TGE   BIT(27)

/* What vmrun takes: fields of the VMCB. */
struct vmrun_fields {
    uint64_t cr0, rflags, rip;
    uint16_t cs_attributes, ss_attributes;
    uint8_t cpl;
};
#define SEGMENT_DPL (3 * BIT(5)) /* in a segment's attributes: its privilege level */
#define CR0_PE      BIT(0)

/* Your answer: the guest will start in the mode of its programs. Nothing else changes. */
void user_mode_by_sret(struct sret_registers *registers);
void user_mode_by_eret(struct eret_registers *registers);
void user_mode_by_vmrun(struct vmrun_fields *fields);

/* They may call printf(), to see what they do. */
