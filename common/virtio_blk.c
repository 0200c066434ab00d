#include "virtio_blk.h"

#include "machine.h"
#include "string.h"
#include "virtio.h"

#define QUEUE_LIMIT      1024 /* entries that our memory has room for: more than any QEMU asks */
#define REQUEST_PARTS    3    /* header, data, status */
#define REQUEST_SECTORS  2048 /* at most: 1 MiB */
#define DEADLINE_SECONDS 5

struct virtio_blk_stats virtio_blk_stats;

/* 2.7.5: one piece of memory of a request. */
struct descriptor {
    uint64_t address; /* HPA */
    uint32_t length;  /* bytes */
    uint16_t flags, next;
};
enum { NEXT = 1, DEVICE_WRITES = 2 };

/* 2.7.6 and 2.7.8: heads of chains that we offer, and those that the device is done with. */
struct available {
    uint16_t flags, index, ring[];
};
struct used {
    uint16_t flags, index;
    struct {
        uint32_t head, length;
    } ring[];
};
#define NO_INTERRUPT 1

/* 5.2.6 */
struct request {
    uint32_t type, reserved;
    uint64_t sector;
};
enum { READ = 0, GET_ID = 8 };
enum { STATUS_OK = 0, STATUS_NONE = 0xff };
#define ID_BYTES 20 /* of a serial number, with zeros after it */

/* The queue, laid out as legacy devices require: the used ring last, on its own page. */
static _Alignas(4096) char queue[16 * QUEUE_LIMIT + 4096 + 4096 + 8 * QUEUE_LIMIT + 4096];

static struct {
    struct block_device disk; /* first: it is what callers hold */
    struct virtio_device device;
    uint16_t size; /* of the queue, entries */
    volatile struct descriptor *descriptors;
    volatile struct available *available;
    volatile struct used *used;
    bool dead; /* it missed a deadline, and was reset */
} blk;

/* --- One request --- */

static volatile struct request request;
static volatile uint8_t status;

static void describe(unsigned i, volatile void *at, uint32_t length, uint16_t flags)
{
    blk.descriptors[i].address = (uintptr_t)at;
    blk.descriptors[i].length = length;
    blk.descriptors[i].flags = flags | (i + 1 < REQUEST_PARTS ? NEXT : 0);
    blk.descriptors[i].next = i + 1;
}

static bool wait_until_used(uint16_t index)
{
    uint64_t deadline = time_counter() + DEADLINE_SECONDS * machine.timer_hz;
    while (blk.used->index != index) {
        if (time_counter() > deadline)
            return false;
    }
    memory_barrier();
    return true;
}

/* 2.4.2: a device is reset once it says so. */
static bool reset(struct virtio_device *device)
{
    uint64_t deadline = time_counter() + DEADLINE_SECONDS * machine.timer_hz;
    virtio_set_status(device, 0);
    while (virtio_status(device)) {
        if (time_counter() > deadline)
            return false;
    }
    return true;
}

/* Fills the buffer with the answer. False when none came in time; otherwise `status` says how it
 * went. */
static bool ask(uint32_t type, uint64_t sector, void *buffer, uint32_t bytes)
{
    /* slide: request */
    request.type = type;
    request.sector = sector;
    status = STATUS_NONE;
    describe(0, &request, sizeof request, 0);
    describe(1, buffer, bytes, DEVICE_WRITES);
    describe(2, &status, sizeof status, DEVICE_WRITES);

    uint16_t index = blk.available->index;
    blk.available->ring[index % blk.size] = 0; /* the chain's head */
    memory_barrier();
    blk.available->index = ++index;
    memory_barrier();
    virtio_notify(&blk.device);
    /* end */

    uint64_t notified = cycle_counter();
    bool answered = wait_until_used(index);
    virtio_blk_stats.waited += cycle_counter() - notified;
    blk.dead = !answered;
    if (blk.dead) /* it may still write to the buffer: only a reset ends that */
        reset(&blk.device);
    return answered;
}

static error read_once(uint64_t sector, uint32_t count, void *buffer)
{
    virtio_blk_stats.requests++;
    virtio_blk_stats.sectors += count;
    if (!ask(READ, sector, buffer, count * SECTOR_SIZE))
        return error_of("disk: no answer for sector %lu within %d s", sector, DEADLINE_SECONDS);
    if (status != STATUS_OK)
        return error_of("disk: sectors %lu to %lu cannot be read (status %u)", sector,
                        sector + count - 1, status);
    return OK;
}

static error read_sectors(struct block_device *disk, uint64_t sector, uint32_t count, void *buffer)
{
    if (blk.dead)
        return error_of("disk: given up, because it did not answer");
    if (sector >= disk->sectors || count > disk->sectors - sector)
        return error_of("disk: sectors %lu to %lu requested, but it has %lu", sector,
                        sector + count - 1, disk->sectors);
    while (count) {
        uint32_t part = count < REQUEST_SECTORS ? count : REQUEST_SECTORS;
        TRY(read_once(sector, part, buffer));
        sector += part;
        count -= part;
        buffer = (char *)buffer + part * SECTOR_SIZE;
    }
    return OK;
}

/* --- Making it ready --- */

static void place_queue(uint16_t size)
{
    uintptr_t at = (uintptr_t)queue;
    uintptr_t available = at + size * sizeof(struct descriptor);
    uintptr_t end = available + sizeof(struct available) + (size + 1) * sizeof(uint16_t);
    struct virtio_queue_place place = {
        .size = size,
        .descriptors = at,
        .available = available,
        .used = (end + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE,
    };
    blk.size = size;
    blk.descriptors = (void *)place.descriptors;
    blk.available = (void *)place.available;
    blk.used = (void *)place.used;
    blk.available->flags = NO_INTERRUPT;
    blk.available->index = blk.used->index = 0; /* as a device begins after its reset, 2.7 */
    virtio_queue_set(&blk.device, &place);
}

/* 3.1.1, the order of things. */
static error make_ready(struct virtio_device *device)
{
    if (!device->registers)
        return error_of("disk: the firmware has assigned no address to %s", device->name);
    if (!reset(device))
        return error_of("disk: %s does not reset", device->name);
    virtio_set_status(device, VIRTIO_ACKNOWLEDGE);
    virtio_set_status(device, VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER);
    uint8_t ready = VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER;
    bool agreed = virtio_set_features(device);
    if (!device->legacy) {
        ready |= VIRTIO_FEATURES_OK;
        virtio_set_status(device, ready);
        agreed = agreed && virtio_status(device) & VIRTIO_FEATURES_OK;
    }
    if (!agreed)
        return error_of("disk: %s does not accept the driver's features", device->name);

    uint32_t limit = virtio_queue_limit(device);
    if (limit < REQUEST_PARTS || limit > QUEUE_LIMIT)
        return error_of("disk: %s has a queue of %u entries, not of %d to %d", device->name, limit,
                        REQUEST_PARTS, QUEUE_LIMIT);
    place_queue(limit);
    virtio_set_status(device, ready | VIRTIO_DRIVER_OK);
    blk.dead = false;
    return OK;
}

static bool is_ours(void)
{
    static char id[ID_BYTES + 1];
    return ask(GET_ID, 0, id, ID_BYTES) && status == STATUS_OK && !strcmp(id, VIRTIO_BLK_OURS);
}

static error find_disk(struct virtio_device *device)
{
    unsigned count = 0;
    for (; virtio_find(device, VIRTIO_BLOCK, count); count++) {
        error problem = make_ready(device);
        if (!problem && is_ours())
            return OK;
        if (!problem)
            reset(device); /* somebody else's */
    }
    if (!count)
        return error_of("disk: this machine has no virtio disk");
    virtio_find(device, VIRTIO_BLOCK, 0); /* none has our number: the first one */
    return make_ready(device);
}

error virtio_blk_open(struct block_device **disk)
{
    struct virtio_device *device = &blk.device;
    TRY(find_disk(device));
    blk.disk.sectors = virtio_config(device, 0) | (uint64_t)virtio_config(device, 4) << 32;
    blk.disk.read = read_sectors;
    *disk = &blk.disk;
    return OK;
}
