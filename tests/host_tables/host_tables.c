#include "host_tables.h"

#include "devices.h"
#include "page_alloc.h"
#include "panic.h"
#include "string.h"

#define TABLES 128
#define ROOM   (1 << 20) /* bytes */

/* host_tables.py reads this. The one after the last has no name. */
struct host_table {
    const char *name;
    const void *at;
    uint64_t bytes;
    void *copy;
} host_tables[TABLES + 1];

static unsigned tables;
static uint64_t used; /* bytes of the copies */

void table_add(const char *name, const void *at, uint64_t bytes)
{
    static uint8_t *copies;
    if (!copies)
        copies = page_alloc(order_of(ROOM));
    if (!copies || tables == TABLES || used + bytes > ROOM)
        panic("host tables: no room for a copy of %s", name);
    host_tables[tables++] = (struct host_table){name, at, bytes, copies + used};
    used += bytes;
}

/* From one member of a structure up to another. */
#define ADD(name, structure, first, end)                          \
    table_add(name, &(structure)->first,                          \
              __builtin_offsetof(__typeof__(*(structure)), end) - \
                  __builtin_offsetof(__typeof__(*(structure)), first))

static void add_stage2(const stage2_entry *table, unsigned height, uint64_t bytes)
{
    table_add("stage-2 table", table, bytes);
    for (unsigned i = 0; i < bytes / sizeof *table; i++) {
        if (entry_is_table(table[i], height))
            add_stage2(table_below(table[i]), height - 1, PAGE_SIZE);
    }
}

static void add_guest(const struct guest *guest)
{
    ADD("guest", guest, stage2, line);
    ADD("guest", guest, entry, last_device);
    table_add("guest", &guest->board,
              sizeof *guest - __builtin_offsetof(__typeof__(*guest), board));
    for (const struct guest_region *region = guest->regions; region; region = region->next)
        table_add(region->name, region, sizeof *region);
    for (const struct device *device = guest->devices; device; device = device->next) {
        ADD(device->name, device, name, reads);
        table_add(device->name, &device->next, sizeof device->next);
    }
}

void tables_remember(const struct vcpu *vcpu)
{
    tables = used = 0;
    memset(host_tables, 0, sizeof host_tables);
    table_add("data", rodata_end, trap_guard - rodata_end);
    add_guest(vcpu->guest);
    add_stage2(vcpu->guest->stage2.root, STAGE2_TOP, STAGE2_ROOT_SIZE);
    vcpu_tables_add(vcpu);
    ADD("vCPU", vcpu, load_more, last_call);
    ADD("ring", &vcpu->ring, next_ring, last);
    for (unsigned i = 0; i < tables; i++)
        memcpy(host_tables[i].copy, host_tables[i].at, host_tables[i].bytes);
}
