/* virtio over memory-mapped registers (Virtio 1.2, 4.2), at the places the device tree names. */
#include "virtio.h"

#include "device_tree.h"
#include "machine.h"

/* Registers, in bytes from the base: 4.2.2, and 4.2.4 for the legacy ones. */
enum {
    MAGIC = 0x00,
    VERSION = 0x04,
    DEVICE_TYPE = 0x08,
    DEVICE_FEATURES = 0x10,
    DEVICE_FEATURES_SELECT = 0x14,
    DRIVER_FEATURES = 0x20,
    DRIVER_FEATURES_SELECT = 0x24,
    LEGACY_PAGE_SIZE = 0x28,
    QUEUE_SELECT = 0x30,
    QUEUE_LIMIT = 0x34,
    QUEUE_SIZE = 0x38,
    LEGACY_QUEUE_ALIGN = 0x3c,
    LEGACY_QUEUE_PAGE = 0x40,
    QUEUE_READY = 0x44,
    NOTIFY = 0x50,
    STATUS = 0x70,
    DESCRIPTORS = 0x80,
    AVAILABLE = 0x90,
    USED = 0xa0,
    CONFIG = 0x100,
};

#define MAGIC_VALUE 0x74726976 /* "virt" */
#define F_VERSION_1 1          /* in the upper word of features */

static uint32_t get(struct virtio_device *device, uint32_t reg)
{
    return *(volatile uint32_t *)((volatile char *)device->registers + reg);
}

static void set(struct virtio_device *device, uint32_t reg, uint32_t value)
{
    *(volatile uint32_t *)((volatile char *)device->registers + reg) = value;
}

bool virtio_find(struct virtio_device *device, uint32_t type, unsigned index)
{
    struct fdt_node node = {0};
    uint64_t base, size;
    while (fdt_next(&device_tree, &node)) {
        if (!fdt_compatible(&device_tree, &node, "virtio,mmio") ||
            !fdt_reg(&device_tree, &node, 0, &base, &size))
            continue;
        device->registers = (volatile void *)base;
        uint32_t version = get(device, VERSION);
        if (get(device, MAGIC) != MAGIC_VALUE || get(device, DEVICE_TYPE) != type || version < 1 ||
            version > 2)
            continue; /* an empty place has type 0 */
        if (index--)
            continue;
        device->legacy = version == 1;
        device->name = node.name;
        return true;
    }
    return false;
}

uint8_t virtio_status(struct virtio_device *device)
{
    return get(device, STATUS);
}

void virtio_set_status(struct virtio_device *device, uint8_t status)
{
    set(device, STATUS, status);
}

bool virtio_set_features(struct virtio_device *device)
{
    set(device, DEVICE_FEATURES_SELECT, 1);
    if (!device->legacy && !(get(device, DEVICE_FEATURES) & F_VERSION_1))
        return false;
    set(device, DRIVER_FEATURES_SELECT, 1);
    set(device, DRIVER_FEATURES, device->legacy ? 0 : F_VERSION_1);
    set(device, DRIVER_FEATURES_SELECT, 0);
    set(device, DRIVER_FEATURES, 0);
    return true;
}

uint32_t virtio_queue_limit(struct virtio_device *device)
{
    set(device, QUEUE_SELECT, 0);
    return get(device, QUEUE_LIMIT);
}

static void set_address(struct virtio_device *device, uint32_t reg, uint64_t address)
{
    set(device, reg, address);
    set(device, reg + 4, address >> 32);
}

void virtio_queue_set(struct virtio_device *device, const struct virtio_queue_place *place)
{
    set(device, QUEUE_SELECT, 0);
    set(device, QUEUE_SIZE, place->size);
    if (device->legacy) { /* the device finds the other two parts after the first, 2.7.2 */
        set(device, LEGACY_PAGE_SIZE, PAGE_SIZE);
        set(device, LEGACY_QUEUE_ALIGN, PAGE_SIZE);
        set(device, LEGACY_QUEUE_PAGE, place->descriptors / PAGE_SIZE);
        return;
    }
    set_address(device, DESCRIPTORS, place->descriptors);
    set_address(device, AVAILABLE, place->available);
    set_address(device, USED, place->used);
    set(device, QUEUE_READY, 1);
}

void virtio_notify(struct virtio_device *device)
{
    set(device, NOTIFY, 0);
}

uint32_t virtio_config(struct virtio_device *device, uint32_t offset)
{
    return get(device, CONFIG + offset);
}
