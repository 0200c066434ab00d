/*
 * The virtio driver's contract with its transport (Virtio 1.2, chapter 4): virtio-mmio on RISC-V
 * and AArch64, PCI on x86_64. Both interfaces are spoken: legacy (before 1.0) and modern.
 */
#pragma once

#include "error.h"

#include <stdbool.h>
#include <stdint.h>

struct virtio_device {
    volatile void *registers; /* NULL: it has none that we could use */
    bool legacy;
    const char *name; /* for a person: where it was found */
};

/* Bits of the status register, 2.1. */
enum {
    VIRTIO_ACKNOWLEDGE = 1,
    VIRTIO_DRIVER = 2,
    VIRTIO_DRIVER_OK = 4,
    VIRTIO_FEATURES_OK = 8,
};

#define VIRTIO_BLOCK 2 /* the device type */

/* The parts of queue 0, as addresses (HPA). */
struct virtio_queue_place {
    uint16_t size; /* entries */
    uint64_t descriptors, available, used;
};

/* Looks for the index-th device of that type, from 0 on; false when there are fewer. It is the one
 * that the functions below know, up to the next call of this one. */
bool virtio_find(struct virtio_device *device, uint32_t type, unsigned index);

uint8_t virtio_status(struct virtio_device *device);
void virtio_set_status(struct virtio_device *device, uint8_t status); /* 0 asks for a reset */

/* Accepts only the features that the driver cannot do without. False when a
 * modern device offers no VIRTIO_F_VERSION_1. */
bool virtio_set_features(struct virtio_device *device);

/* How many entries queue 0 may have: 0 when there is no such queue. On legacy PCI, how many it
 * has: a driver that takes all of them is right on every transport. */
uint32_t virtio_queue_limit(struct virtio_device *device);
void virtio_queue_set(struct virtio_device *device, const struct virtio_queue_place *place);

/* Tells the device that queue 0 has something new. */
void virtio_notify(struct virtio_device *device);

/* 32 bits of the device's own configuration. */
uint32_t virtio_config(struct virtio_device *device, uint32_t offset);
