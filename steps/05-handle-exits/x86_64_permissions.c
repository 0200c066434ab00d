#include "x86_64_permissions.h"

#include "page_alloc.h"
#include "panic.h"
#include "string.h"

struct permissions *permissions_new(void)
{
    struct permissions *permissions = page_alloc(order_of(sizeof *permissions));
    if (permissions)
        memset(permissions, 0xff, sizeof *permissions);
    return permissions;
}

static void set_bits(uint8_t *map, unsigned first, unsigned count, bool closed)
{
    for (unsigned bit = first; bit < first + count; bit++) {
        map[bit / 8] &= ~(1 << bit % 8);
        map[bit / 8] |= closed << bit % 8;
    }
}

void port_set_open(struct permissions *permissions, uint16_t port, bool open)
{
    set_bits(permissions->iopm, port, 1, !open);
}

/* 15.11: three ranges of 0x2000 MSRs, one after the other. */
static const uint32_t msr_ranges[] = {0, 0xc0000000, 0xc0010000};
#define MSR_RANGE 0x2000

void msr_set_open(struct permissions *permissions, uint32_t msr, bool open)
{
    for (unsigned i = 0; i < ARRAY_LENGTH(msr_ranges); i++) {
        uint32_t n = msr - msr_ranges[i];
        if (n < MSR_RANGE) {
            set_bits(permissions->msrpm, 2 * (i * MSR_RANGE + n), 2, !open);
            return;
        }
    }
    panic("permissions: the map has no MSR 0x%x", msr);
}
