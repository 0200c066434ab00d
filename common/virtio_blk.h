/* The first virtio disk of the machine (Virtio 1.2, 5.2). Polled: no interrupt is ever asked for.
 */
#pragma once

#include "block.h"

/* Finds it and makes it ready. *disk is the one disk there is, and stays valid. */
error virtio_blk_open(struct block_device **disk);

/* What was asked of it, for whoever counts. */
struct virtio_blk_work {
    uint64_t requests, sectors;
    uint64_t waited; /* by cycle_counter(), until it had answered */
};
extern struct virtio_blk_work virtio_blk_work;
