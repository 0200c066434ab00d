/*
 * x86_64: which ports and MSRs a guest may use itself; every other access exits. All are closed at
 * first.
 */
#pragma once

#include "error.h"
#include "machine.h"

#define IOPM_SIZE  0x3000 /* 15.10.1: a bit a port; and 15.11: two bits an MSR */
#define MSRPM_SIZE 0x2000

struct permissions {
    _Alignas(PAGE_SIZE) uint8_t iopm[IOPM_SIZE], msrpm[MSRPM_SIZE];
};

/* Closed maps; NULL without memory. */
struct permissions *permissions_new(void);

/* Opens or closes a port of the guest. */
void port_set_open(struct permissions *permissions, uint16_t port, bool open);

/* Opens or closes an MSR, for reading and writing. Panics if the map does not have it, 15.11. */
void msr_set_open(struct permissions *permissions, uint32_t msr, bool open);
