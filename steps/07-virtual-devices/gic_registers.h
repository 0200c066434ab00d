/* The GICv3's registers that both of its devices have (IHI 0069, 12.8 and 12.10): the distributor
 * for the devices' interrupts, the redistributor for the CPU's own. */
#pragma once

#include "gic.h"

enum {
    IGROUPR = 0x080, /* from here to IPRIORITYR: a bit for each interrupt, in up to 32 words */
    ISENABLER = 0x100,
    ICENABLER = 0x180,
    ISPENDR = 0x200,
    ICPENDR = 0x280,
    ISACTIVER = 0x300,
    ICACTIVER = 0x380,
    IPRIORITYR = 0x400, /* a byte for each */
    IPRIORITYR_END = 0x800,
    ICFGR = 0xc00, /* two bits for each: the upper one is 1 if it is edge-triggered */
    ICFGR_END = 0xd00,
};

/* Read and write a register, if it belongs to interrupts in the words first..end; others read 0,
 * and writes to them are ignored. gic_write() stands between lists_take_back() and lists_fill(). */
uint64_t gic_read(struct gic *gic, uint64_t offset, unsigned size, unsigned first, unsigned end);
void gic_write(struct gic *gic, uint64_t offset, unsigned size, uint64_t value, unsigned first,
               unsigned end);
