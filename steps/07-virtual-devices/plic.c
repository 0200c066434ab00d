#include "plic.h"

#include "board.h"

/* PLIC 3: the memory map. One word has a bit for each of our sources. */
enum {
    PRIORITY = 0,
    PRIORITY_END = PRIORITY + 4 * PLIC_SOURCES,
    PENDING = 0x1000,
    ENABLE =
        0x2080, /* of context 1, as the next two are; that of context 3 comes after two more, */
    ENABLE_STRIDE = 0x100,
    THRESHOLD = 0x201000,
    CLAIM = 0x201004, /* and completion; and these */
    CONTEXT_STRIDE = 0x2000,
};
#define PRIORITY_MASK 7 /* WARL: 0 is "never", 7 the highest */

/* --- Interrupts --- */

/* PLIC 4 and 5: of the sources that are pending and enabled, the one with the highest priority, if
 * that is above `above`; of several the one with the lowest number. 0 if there is none. */
static unsigned most_urgent(const struct plic *plic, unsigned cpu, uint32_t above)
{
    unsigned found = 0;
    for (uint32_t left = plic->pending & plic->enabled[cpu]; left; left &= left - 1) {
        unsigned source = __builtin_ctz(left);
        if (plic->priority[source] > above) {
            above = plic->priority[source];
            found = source;
        }
    }
    return found;
}

/* PLIC 1: a source's gateway makes one request while its line is high. It makes the next one after
 * completion, if the line is still high then. */
static void update(struct plic *plic)
{
    const struct guest *guest = plic->device.guest;
    plic->pending |= plic->high & ~plic->in_service;
    for (unsigned n = 0; n < guest->cpus; n++)
        external_interrupt(guest->vcpus[n], most_urgent(plic, n, plic->threshold[n]));
}

void irq_set(struct guest *guest, unsigned line, bool high)
{
    struct plic *plic = &guest->board->plic;
    uint32_t bit = 1u << line % PLIC_SOURCES;
    plic->high = high ? plic->high | bit : plic->high & ~bit;
    update(plic);
}

bool plic_would_interrupt(const struct plic *plic, const struct vcpu *vcpu, unsigned line)
{
    unsigned n = vcpu->number;
    return plic->enabled[n] & ~plic->in_service & 1u << line % PLIC_SOURCES &&
           plic->priority[line % PLIC_SOURCES] > plic->threshold[n];
}

/* PLIC 7: a claim ignores the threshold. */
static unsigned claim(struct plic *plic, unsigned cpu)
{
    unsigned source = most_urgent(plic, cpu, 0);
    if (source) {
        plic->pending &= ~(1u << source);
        plic->in_service |= 1u << source;
        update(plic);
    }
    return source;
}

/* PLIC 8: a number that is not of an enabled source is ignored. */
static void complete(struct plic *plic, unsigned cpu, uint32_t source)
{
    if (source < PLIC_SOURCES && plic->enabled[cpu] & 1u << source)
        plic->in_service &= ~(1u << source);
}

/* --- Registers --- */

/* Takes a register's offset to where CPU 0 has it, and sets *cpu; false for a CPU that is not
 * there.
 */
static bool find_cpu(const struct plic *plic, uint64_t *offset, unsigned *cpu)
{
    bool own = *offset >= THRESHOLD;
    uint64_t first = own ? THRESHOLD : ENABLE, stride = own ? CONTEXT_STRIDE : ENABLE_STRIDE;
    *cpu = *offset < first ? 0 : (*offset - first) / stride;
    *offset -= *cpu * stride;
    return *cpu < plic->device.guest->cpus;
}

static uint64_t plic_read(struct device *device, uint64_t offset, unsigned size)
{
    struct plic *plic = (struct plic *)device;
    unsigned cpu;
    if (offset < PRIORITY_END)
        return plic->priority[(offset - PRIORITY) / 4];
    if (!find_cpu(plic, &offset, &cpu))
        return 0;
    switch (offset) {
    case PENDING:
        return plic->pending;
    case ENABLE:
        return plic->enabled[cpu];
    case THRESHOLD:
        return plic->threshold[cpu];
    case CLAIM:
        return claim(plic, cpu);
    }
    return 0;
}

static void plic_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct plic *plic = (struct plic *)device;
    unsigned cpu = 0;
    if (offset < PRIORITY_END && offset != PRIORITY)
        plic->priority[(offset - PRIORITY) / 4] = value & PRIORITY_MASK;
    else if (!find_cpu(plic, &offset, &cpu))
        return;
    if (offset == ENABLE)
        plic->enabled[cpu] = value & ~1u;
    else if (offset == THRESHOLD)
        plic->threshold[cpu] = value & PRIORITY_MASK;
    else if (offset == CLAIM)
        complete(plic, cpu, value);
    update(plic);
}

error plic_init(struct guest *guest, struct plic *plic, uint64_t base)
{
    *plic = (struct plic){.device = {
                              .name = "plic",
                              .base = base,
                              .bytes = PLIC_SIZE,
                              .sizes = 4,
                              .read = plic_read,
                              .write = plic_write,
                          }};
    return device_add(guest, &plic->device);
}
