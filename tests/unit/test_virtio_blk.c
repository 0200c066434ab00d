/* The virtio disk's driver, and devices that this file plays: which one is taken, in which order it
 * is made ready, and what a reset forgets. */
#include "virtio_blk.h"

#include "machine.h"
#include "unit.h"
#include "virtio.h"

#include <string.h>

#define DEVICES 3
#define ANY     3000 /* ticks that a device may take */

/* A device; all zero is a good one of nobody's. */
static struct model {
    const char *serial;
    bool absent, no_registers, no_id, silent;
    unsigned reset_takes; /* reads of the status until it is 0 */
    /* What it remembers. */
    uint8_t status;
    unsigned resetting, resets, reads;
    uint16_t last_available;
    struct virtio_queue_place queue;
} models[DEVICES];

static uint64_t now;
static struct block_device *disk;
static uint8_t sector[SECTOR_SIZE];

/* --- The machine --- */

uint64_t time_counter(void)
{
    return now++;
}

uint64_t cycle_counter(void)
{
    return now;
}

void memory_barrier(void)
{
}

/* --- The devices --- */

struct descriptor {
    uint64_t address;
    uint32_t length;
    uint16_t flags, next;
};

static struct model *model_of(struct virtio_device *device)
{
    return (struct model *)device->registers;
}

bool virtio_find(struct virtio_device *device, uint32_t type, unsigned index)
{
    CHECK_EQUAL(type, VIRTIO_BLOCK);
    for (struct model *m = models; m < models + DEVICES; m++) {
        if (m->absent || index--)
            continue;
        device->registers = m->no_registers ? NULL : m;
        device->legacy = (m - models) % 2;
        device->name = "the model";
        return true;
    }
    return false;
}

uint8_t virtio_status(struct virtio_device *device)
{
    struct model *m = model_of(device);
    if (m->resetting && !--m->resetting)
        m->status = 0;
    return m->resetting ? 0xf : m->status;
}

void virtio_set_status(struct virtio_device *device, uint8_t status)
{
    struct model *m = model_of(device);
    CHECK(!m->resetting || !status); /* nothing is written before it says that it is reset */
    m->status |= status;
    if (status)
        return;
    m->resets++;
    m->last_available = 0;
    m->queue = (struct virtio_queue_place){0};
    m->resetting = m->reset_takes;
    if (!m->resetting)
        m->status = 0;
}

bool virtio_set_features(struct virtio_device *device)
{
    CHECK_EQUAL(model_of(device)->status, VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER);
    return true;
}

uint32_t virtio_queue_limit(struct virtio_device *device)
{
    return 4;
}

void virtio_queue_set(struct virtio_device *device, const struct virtio_queue_place *place)
{
    model_of(device)->queue = *place;
}

uint32_t virtio_config(struct virtio_device *device, uint32_t offset)
{
    return offset ? 0 : 100;
}

/* One request, as a device sees it. */
void virtio_notify(struct virtio_device *device)
{
    struct model *m = model_of(device);
    uint16_t *available = (uint16_t *)m->queue.available, *used = (uint16_t *)m->queue.used;
    struct descriptor *d = (struct descriptor *)m->queue.descriptors;
    CHECK(m->status & VIRTIO_DRIVER_OK);
    CHECK_EQUAL(available[1], (uint16_t)(m->last_available + 1)); /* or QEMU stops the machine */
    CHECK_EQUAL(used[1], m->last_available);
    CHECK_EQUAL(available[2 + m->last_available % m->queue.size], 0);
    m->last_available = available[1];
    uint32_t type = *(uint32_t *)d[0].address;
    void *data = (void *)d[1].address;
    if (m->silent)
        return;
    if (type == 8) {
        CHECK_EQUAL(d[1].length, 20);
        strncpy(data, m->serial ? m->serial : "", 20);
    } else {
        memset(data, 0x11 * (m - models + 1), d[1].length);
        m->reads++;
    }
    *(uint8_t *)d[2].address = type == 8 && m->no_id ? 2 : 0;
    used[1]++;
}

/* --- The tests --- */

static void start(void)
{
    memset(models, 0, sizeof models);
    machine.timer_hz = 1000;
}

/* The disk that is open is this one: its first byte is read. */
static void is_open(unsigned which)
{
    CHECK_OK(virtio_blk_open(&disk));
    CHECK_EQUAL(disk->sectors, 100);
    CHECK_OK(disk->read(disk, 0, 1, sector));
    CHECK_EQUAL(sector[0], 0x11 * (which + 1));
}

static void test_ours_among_others(void)
{
    static const char *const others[] = {
        NULL, "", "worldswitc", "worldswitch2", "WORLDSWITCH", "a serial number of 20"};
    for (unsigned ours = 0; ours < DEVICES; ours++) {
        for (unsigned i = 0; i < sizeof others / sizeof *others; i++) {
            unit_case("device %u among \"%s\"", ours, others[i] ? others[i] : "(none)");
            start();
            for (unsigned j = 0; j < DEVICES; j++)
                models[j].serial = j == ours ? VIRTIO_BLK_OURS : others[i];
            is_open(ours);
            for (unsigned j = 0; j < DEVICES; j++) {
                CHECK_EQUAL(models[j].reads, j == ours);
                CHECK(j == ours || !(models[j].status & VIRTIO_DRIVER_OK)); /* let go of */
            }
        }
    }
}

static void test_others_that_are_broken(void)
{
    start();
    models[0].no_registers = models[1].silent = true;
    models[2].serial = VIRTIO_BLK_OURS;
    is_open(2);
    CHECK(models[1].resets >= 2 && !models[1].queue.size); /* before, and when it did not answer */
    start();
    models[0].no_id = true;
    models[0].serial = VIRTIO_BLK_OURS; /* but with an error */
    models[1].reset_takes = 1000000;
    models[2].serial = VIRTIO_BLK_OURS;
    is_open(2);
}

static void test_none_is_ours(void)
{
    start();
    is_open(0);
    start();
    models[0].absent = true;
    is_open(1);
    start();
    models[0].absent = models[1].absent = models[2].absent = true;
    CHECK_ERROR(virtio_blk_open(&disk), "this machine has no virtio disk");
    start();
    models[0].no_registers = true;
    CHECK_ERROR(virtio_blk_open(&disk), "the firmware has assigned no address to the model");
}

/* virtio_set_status() above sees to the order. */
static void test_reset_is_polled(void)
{
    static const unsigned times[] = {1, 2, 100};
    for (unsigned i = 0; i < sizeof times / sizeof *times; i++) {
        start();
        models[0].reset_takes = times[i];
        is_open(0);
    }
    start();
    models[0].reset_takes = 1000000;
    uint64_t before = now;
    CHECK_ERROR(virtio_blk_open(&disk), "the model does not reset");
    CHECK(now - before < 2 * 5000 + ANY);
}

static void test_opened_again(void)
{
    start();
    for (unsigned i = 0; i < 10; i++) {
        is_open(0);
        for (unsigned j = 0; j < i; j++)
            CHECK_OK(disk->read(disk, j, 1, sector));
    }
    models[0].silent = true;
    uint64_t before = now;
    CHECK_ERROR(disk->read(disk, 7, 1, sector), "no answer for sector 7 within 5 s");
    CHECK(now - before < 5000 + ANY && !models[0].queue.size);
    CHECK_ERROR(disk->read(disk, 7, 1, sector), "given up, because it did not answer");
    models[0].silent = false;
    is_open(0);
}

int main(void)
{
    RUN(test_ours_among_others);
    RUN(test_others_that_are_broken);
    RUN(test_none_is_ours);
    RUN(test_reset_is_polled);
    RUN(test_opened_again);
    return unit_end("virtio_blk");
}
