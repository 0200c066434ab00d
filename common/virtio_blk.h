/* The first virtio disk of the machine (Virtio 1.2, 5.2). Polled: no interrupt is ever asked for.
 */
#pragma once

#include "block.h"

/* Finds it and makes it ready. *disk is the one disk there is, and stays valid. */
error virtio_blk_open(struct block_device **disk);

/* Requests made of it, for whoever counts. */
extern uint64_t virtio_blk_requests;
