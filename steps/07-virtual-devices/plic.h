/*
 * The platform-level interrupt controller (RISC-V PLIC Specification 1.0.0): it takes the lines of
 * up to 31 devices and interrupts the guest's CPU, whose context is number 1. Context 0 is that of
 * a mode that a guest's CPU does not have. From step 11 on a guest may have more CPUs: number n has
 * context 2n + 1.
 */
#pragma once

#include "devices.h"

#define PLIC_SOURCES 32 /* 1 to 31: there is no source 0 */
#define PLIC_SIZE    0x600000

struct plic {
    struct device device;
    uint32_t priority[PLIC_SOURCES];
    uint32_t threshold[VCPUS_MOST]; /* of each CPU */

    /* Bit n is source n. */
    uint32_t enabled[VCPUS_MOST];
    uint32_t high;       /* its line */
    uint32_t pending;    /* it has asked for an interrupt that is not claimed yet */
    uint32_t in_service; /* its interrupt is claimed, but not completed yet */
};

/* Gives the guest one at that GPA, with everything off. */
error plic_init(struct guest *guest, struct plic *plic, uint64_t base);

/* Whether the vCPU would be interrupted if that line became high. */
bool plic_would_interrupt(const struct plic *plic, const struct vcpu *vcpu, unsigned line);
