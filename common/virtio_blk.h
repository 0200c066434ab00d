/* The hypervisor's virtio disk (Virtio 1.2, 5.2). Polled: no interrupt is ever asked for. */
#pragma once

#include "block.h"

#define VIRTIO_BLK_OURS "worldswitch" /* its serial number: common/host/qemu_command.sh */

/* Makes ready the disk with our serial number, among whatever others, or the first one when none
 * has it. *disk stays valid, and may be opened again. */
error virtio_blk_open(struct block_device **disk);

/* What was read from it, in numbers. */
struct virtio_blk_stats {
    uint64_t requests, sectors;
    uint64_t waited; /* by cycle_counter(), until it had answered */
};
extern struct virtio_blk_stats virtio_blk_stats;
