/*
 * x86_64: which ports and MSRs a guest may use itself; every other access exits. All are closed at
 * first.
 */
#pragma once

#include "machine.h"
#include "x86_64_vmcb.h"

struct permissions {
    _Alignas(PAGE_SIZE) uint8_t iopm[IOPM_SIZE], msrpm[MSRPM_SIZE];
};

/* Closed maps; NULL without memory. */
struct permissions *permissions_new(void);

/* Opens or closes a port of the guest. */
void port_set_open(struct permissions *permissions, uint16_t port, bool open);

/* Opens or closes an MSR, for reading and writing. Panics if the map does not have it, 15.11. */
void msr_set_open(struct permissions *permissions, uint32_t msr, bool open);
