/* The GICv3's two devices: where their registers are. */
#include "board.h"
#include "gic_registers.h"

/* Both: which architecture it is, and who made it: Arm. */
enum { PIDR2 = 0xffe8 };
#define PIDR2_GICV3 0x3b
#define IIDR_ARM    0x43b

/* --- The distributor, 12.9 --- */

enum {
    GICD_CTLR = 0x0000,
    GICD_TYPER = 0x0004,
    GICD_IIDR = 0x0008,
    GICD_IROUTER = 0x6000, /* 64 bits for each device's interrupt */
};
#define CTLR_AFFINITY  BIT(4)  /* always on: there is no GICv2 mode */
#define CTLR_DS        BIT(6)  /* one security state */
#define TYPER_A3V      BIT(24) /* an affinity has four levels */
#define TYPER_NO_1OFN  BIT(25)
#define TYPER_ID_BITS  (9 << 19)                       /* 10 of them */
#define ROUTE_AFFINITY ((0xfful << 32) | 0xffffff)     /* a CPU's is its number */
#define ROUTES_END     (GICD_IROUTER + 8 * GIC_INTIDS) /* the first is that of INTID 32 */
#define ROUTES_START   (GICD_IROUTER + 8 * 32)
#define ROUTE_SHIFT(n) ((n) % 8 * 8) /* of its upper half, which can be used on its own */

static uint64_t distributor_read(struct device *device, uint64_t offset, unsigned size)
{
    struct gic *gic = (struct gic *)device; /* its first member */
    if (offset >= ROUTES_START && offset < ROUTES_END && size >= 4)
        return gic->route[(offset - GICD_IROUTER) / 8] >> ROUTE_SHIFT(offset);
    if (size == 4) {
        switch (offset) {
        case GICD_CTLR:
            return gic->control | CTLR_AFFINITY | CTLR_DS;
        case GICD_TYPER:
            return TYPER_NO_1OFN | TYPER_A3V | TYPER_ID_BITS | (GIC_WORDS - 1);
        case GICD_IIDR:
            return IIDR_ARM;
        case PIDR2:
            return PIDR2_GICV3;
        }
    }
    uint64_t value = 0; /* what is pending or active at any CPU; the rest is the same everywhere */
    for (unsigned n = 0; n < device->guest->cpus; n++)
        value |= gic_read(gic_number(device->guest->board, n), offset, size, 1, GIC_WORDS);
    return value;
}

static void set_route(struct gic *gic, uint64_t offset, unsigned size, uint64_t value)
{
    unsigned intid = (offset - GICD_IROUTER) / 8;
    uint64_t mask = (size == 8 ? UINT64_MAX : UINT32_MAX) << ROUTE_SHIFT(offset);
    uint64_t route = (gic->route[intid] & ~mask) | (value << ROUTE_SHIFT(offset) & mask);
    gic->route[intid] = route & ROUTE_AFFINITY;
    gic_route(gic->device.guest, intid, gic->route[intid]);
}

/* In the structures of all CPUs. */
static void set_register(struct gic *gic, uint64_t offset, unsigned size, uint64_t value)
{
    lists_take_back(gic);
    if (offset == GICD_CTLR && size == 4)
        gic->control = value & (GIC_GROUP0 | GIC_GROUP1);
    else
        gic_write(gic, offset, size, value, 1, GIC_WORDS);
    gic_choose(gic);
    lists_fill(gic);
}

static void distributor_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct guest *guest = device->guest;
    if (offset >= ROUTES_START && offset < ROUTES_END && size >= 4) {
        set_route((struct gic *)device, offset, size, value);
        return;
    }
    for (unsigned n = 0; n < guest->cpus; n++)
        set_register(gic_number(guest->board, n), offset, size, value);
}

/* --- The redistributor, 12.10 and 12.11: two frames of 64 KiB --- */

enum {
    GICR_IIDR = 0x0004,
    GICR_TYPER = 0x0008, /* 64 bits */
    GICR_WAKER = 0x0014,
    GICR_SGI = 0x10000, /* the second frame */
};
#define TYPER_LAST          BIT(4)                           /* no other CPU follows */
#define TYPER_CPU(n)        ((uint64_t)(n) << 32 | (n) << 8) /* its affinity, and its number */
#define TYPER_SHIFT(offset) ((offset) % 8 * 8)               /* as ROUTE_SHIFT() */
#define WAKER_SLEEP         BIT(1)                           /* what the guest asks for, */
#define WAKER_ASLEEP        BIT(2)                           /* and what is */

static struct gic *gic_of(struct device *redistributor)
{
    return (struct gic *)((char *)redistributor - offsetof(struct gic, redistributor));
}

static uint64_t read_type(const struct gic *gic)
{
    unsigned number = gic->vcpu->number;
    return TYPER_CPU(number) | (number == gic->vcpu->guest->cpus - 1 ? TYPER_LAST : 0);
}

static uint64_t redistributor_read(struct device *device, uint64_t offset, unsigned size)
{
    struct gic *gic = gic_of(device);
    if (offset >= GICR_SGI)
        return gic_read(gic, offset - GICR_SGI, size, 0, 1);
    if (offset - GICR_TYPER < 8 && size >= 4)
        return read_type(gic) >> TYPER_SHIFT(offset);
    if (size == 4) {
        switch (offset) {
        case GICR_IIDR:
            return IIDR_ARM;
        case GICR_WAKER:
            return gic->waker;
        case PIDR2:
            return PIDR2_GICV3;
        }
    }
    return 0;
}

/* Interrupts come whether it is asleep or not, as in QEMU. */
static void redistributor_write(struct device *device, uint64_t offset, unsigned size,
                                uint64_t value)
{
    struct gic *gic = gic_of(device);
    if (offset == GICR_WAKER && size == 4)
        gic->waker = value & WAKER_SLEEP ? WAKER_SLEEP | WAKER_ASLEEP : 0;
    if (offset < GICR_SGI)
        return;
    lists_take_back(gic);
    gic_write(gic, offset - GICR_SGI, size, value, 0, 1);
    gic_choose(gic);
    lists_fill(gic);
}

/* --- Reset --- */

#define ANY_SIZE (1 | 2 | 4 | 8) /* what a register does not allow reads 0, and is not written */

/* Devices' interrupts are routed to the first CPU. */
static void reset(struct gic *gic, bool is_first)
{
    *gic = (struct gic){
        .device = {.name = "gicd",
                   .bytes = GIC_DISTRIBUTOR_SIZE,
                   .sizes = ANY_SIZE,
                   .read = distributor_read,
                   .write = distributor_write},
        .redistributor = {.name = "gicr",
                          .bytes = GIC_REDISTRIBUTOR_SIZE,
                          .sizes = ANY_SIZE,
                          .read = redistributor_read,
                          .write = redistributor_write},
        .waker = WAKER_SLEEP | WAKER_ASLEEP,
        .edge = {0xffff}, /* the SGIs */
        .routed = {UINT32_MAX},
    };
    for (unsigned word = 1; word < GIC_WORDS && is_first; word++)
        gic->routed[word] = UINT32_MAX;
    lists_init(gic);
}

error gic_init(struct guest *guest, uint64_t distributor, uint64_t redistributors)
{
    struct gic *first = gic_number(guest->board, 0);
    reset(first, true);
    for (unsigned n = 1; n < guest->cpus; n++)
        reset(gic_number(guest->board, n), false);
    first->vcpu = guest->board->vcpu;
    first->device.base = distributor;
    TRY(device_add(guest, &first->device));
    for (unsigned n = 0; n < guest->cpus; n++) {
        struct device *device = &gic_number(guest->board, n)->redistributor;
        device->base = redistributors + n * GIC_REDISTRIBUTOR_SIZE;
        TRY(device_add(guest, device));
    }
    return OK;
}

void gic_connect(struct vcpu *vcpu)
{
    vcpu->gic = gic_number(vcpu->guest->board, vcpu->number);
    vcpu->gic->vcpu = vcpu;
}
