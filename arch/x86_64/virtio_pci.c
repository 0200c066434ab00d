/*
 * virtio over PCI (Virtio 1.2, 4.1): the legacy interface in the first I/O BAR (4.1.4.10), the
 * modern one in memory, at the places that the device's capabilities name.
 */
#include "virtio.h"

#include "machine.h"
#include "memory_map.h"

/* --- PCI configuration space, PCI Local Bus 3.0, 3.2.2.3 and 6.1 --- */

#define PCI_ENABLE BIT(31)

enum {
    PCI_ID = 0x00,
    PCI_COMMAND = 0x04, /* and the status above it */
    PCI_BAR0 = 0x10,
    PCI_SUBSYSTEM = 0x2c,
    PCI_CAPABILITIES = 0x34,
};
enum { COMMAND_IO = 1, COMMAND_MEMORY = 2, COMMAND_MASTER = 4 };
#define STATUS_CAPABILITIES BIT(20)
#define PCI_BARS            6
#define BAR_IO              1
#define BAR_64              4
#define CAPABILITY_VENDOR   9

#define PCI_FUNCTIONS (256 * 32 * 8) /* buses, devices, functions: 16 bits */

static uint32_t pci_read(uint32_t function, uint32_t reg)
{
    out32(PORT_PCI_ADDRESS, PCI_ENABLE | function << 8 | (reg & 0xfc));
    return in32(PORT_PCI_DATA) >> (reg & 3) * 8;
}

static void pci_write(uint32_t function, uint32_t reg, uint32_t value)
{
    out32(PORT_PCI_ADDRESS, PCI_ENABLE | function << 8 | reg);
    out32(PORT_PCI_DATA, value);
}

/* Where a memory BAR lies (HPA); 0 when it is none, or out of reach. */
static uint64_t pci_memory(uint32_t function, uint8_t bar)
{
    if (bar >= PCI_BARS)
        return 0;
    uint32_t low = pci_read(function, PCI_BAR0 + 4 * bar);
    uint64_t base = low & ~15u;
    if (low & BAR_64)
        base |= (uint64_t)pci_read(function, PCI_BAR0 + 4 * bar + 4) << 32;
    return low & BAR_IO || base >= machine_mapped ? 0 : base;
}

/* --- The device's registers --- */

#define VENDOR        0x1af4
#define DEVICE_LEGACY 0x1000 /* to 0x103f: the type is in the subsystem's number */
#define DEVICE_MODERN 0x1040 /* and the type */
#define F_VERSION_1   1      /* in the upper word of features */

/* Legacy: ports from the BAR on. */
enum {
    L_FEATURES = 0x00,
    L_DRIVER_FEATURES = 0x04,
    L_QUEUE_PAGE = 0x08,
    L_QUEUE_SIZE = 0x0c,
    L_QUEUE_SELECT = 0x0e,
    L_NOTIFY = 0x10,
    L_STATUS = 0x12,
    L_CONFIG = 0x14,
};

/* Modern: the common configuration, 4.1.4.3. */
struct common {
    uint32_t features_select, features, driver_features_select, driver_features;
    uint16_t config_vector, queues;
    uint8_t status, generation;
    uint16_t queue_select, queue_size, queue_vector, queue_enable, queue_notify;
    uint32_t descriptors[2], available[2], used[2]; /* 64 bits, written in halves: 4.1.3.1 */
};

/* Where the capabilities say that the parts are; their types are these numbers, 4.1.4. */
enum { PART_COMMON = 1, PART_NOTIFY = 2, PART_DEVICE = 4, PARTS = 5 };
static uint64_t parts[PARTS];
static uint32_t notify_multiplier;

static volatile struct common *common(struct virtio_device *device)
{
    return device->registers;
}

static uint16_t port(struct virtio_device *device, uint32_t reg)
{
    return (uintptr_t)device->registers + reg;
}

/* --- Finding it --- */

static void find_parts(struct virtio_device *device, uint32_t function)
{
    for (unsigned i = 0; i < PARTS; i++)
        parts[i] = 0; /* another device's */
    bool has_list = pci_read(function, PCI_COMMAND) & STATUS_CAPABILITIES;
    uint8_t at = has_list ? pci_read(function, PCI_CAPABILITIES) & 0xfc : 0;
    for (unsigned limit = 64; at && limit--; at = pci_read(function, at + 1) & 0xfc) {
        uint8_t type = pci_read(function, at + 3);
        uint64_t bar = pci_memory(function, pci_read(function, at + 4));
        if ((uint8_t)pci_read(function, at) != CAPABILITY_VENDOR || type >= PARTS || !bar ||
            parts[type])
            continue;
        parts[type] = bar + pci_read(function, at + 8);
        if (type == PART_NOTIFY)
            notify_multiplier = pci_read(function, at + 16);
    }
    bool all = parts[PART_COMMON] && parts[PART_NOTIFY] && parts[PART_DEVICE];
    device->registers = all ? (void *)parts[PART_COMMON] : NULL;
}

/* A port's number has 16 bits. The firmware may have assigned none: then the base is 0, where
 * others have their ports (the DMA controller). */
static void find_ports(struct virtio_device *device, uint32_t function)
{
    uint32_t bar = pci_read(function, PCI_BAR0), base = bar & ~3u;
    bool assigned = bar & BAR_IO && base && base < 0x10000;
    device->registers = assigned ? (void *)(uintptr_t)base : NULL;
}

/* Whether the function is a virtio device of that type. */
static bool has_type(struct virtio_device *device, uint32_t function, uint32_t type)
{
    uint32_t id = pci_read(function, PCI_ID), number = id >> 16;
    if ((id & 0xffff) != VENDOR)
        return false;
    device->legacy = number < DEVICE_MODERN;
    return device->legacy
               ? number >= DEVICE_LEGACY && pci_read(function, PCI_SUBSYSTEM) >> 16 == type
               : number == DEVICE_MODERN + type;
}

bool virtio_find(struct virtio_device *device, uint32_t type, unsigned index)
{
    for (uint32_t function = 0; function < PCI_FUNCTIONS; function++) {
        if (!has_type(device, function, type) || index--)
            continue;
        if (device->legacy)
            find_ports(device, function);
        else
            find_parts(device, function);
        if (device->registers)
            pci_write(function, PCI_COMMAND, COMMAND_IO | COMMAND_MEMORY | COMMAND_MASTER);
        device->name = "the virtio-blk-pci device";
        return true;
    }
    return false;
}

/* --- Driving it --- */

uint8_t virtio_status(struct virtio_device *device)
{
    return device->legacy ? in8(port(device, L_STATUS)) : common(device)->status;
}

void virtio_set_status(struct virtio_device *device, uint8_t status)
{
    if (device->legacy)
        out8(port(device, L_STATUS), status);
    else
        common(device)->status = status;
}

bool virtio_set_features(struct virtio_device *device)
{
    if (device->legacy) {
        out32(port(device, L_DRIVER_FEATURES), 0);
        return true;
    }
    volatile struct common *c = common(device);
    c->features_select = 1;
    if (!(c->features & F_VERSION_1))
        return false;
    c->driver_features_select = 1;
    c->driver_features = F_VERSION_1;
    c->driver_features_select = 0;
    c->driver_features = 0;
    return true;
}

uint32_t virtio_queue_limit(struct virtio_device *device)
{
    if (device->legacy) {
        out16(port(device, L_QUEUE_SELECT), 0);
        return in16(port(device, L_QUEUE_SIZE));
    }
    common(device)->queue_select = 0;
    return common(device)->queue_size;
}

static void set_address(volatile uint32_t *field, uint64_t address)
{
    field[0] = address;
    field[1] = address >> 32;
}

void virtio_queue_set(struct virtio_device *device, const struct virtio_queue_place *place)
{
    if (device->legacy) { /* the device finds the other two parts after the first, 2.7.2 */
        out32(port(device, L_QUEUE_PAGE), place->descriptors / PAGE_SIZE);
        return;
    }
    volatile struct common *c = common(device);
    c->queue_size = place->size;
    set_address(c->descriptors, place->descriptors);
    set_address(c->available, place->available);
    set_address(c->used, place->used);
    c->queue_enable = 1;
}

void virtio_notify(struct virtio_device *device)
{
    if (device->legacy)
        out16(port(device, L_NOTIFY), 0);
    else
        *(volatile uint16_t *)(parts[PART_NOTIFY] +
                               common(device)->queue_notify * notify_multiplier) = 0;
}

uint32_t virtio_config(struct virtio_device *device, uint32_t offset)
{
    return device->legacy ? in32(port(device, L_CONFIG) + offset)
                          : *(volatile uint32_t *)(parts[PART_DEVICE] + offset);
}
