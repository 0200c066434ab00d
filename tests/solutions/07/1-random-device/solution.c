#include "exercise.h"

/* The line is high while a number is ready and the interrupt is on: after each change. */
static void update_line(struct rng *rng)
{
    irq_set(rng->device.guest, rng->place->line, rng->ready && rng->interrupt);
}

static uint64_t read_data(struct rng *rng)
{
    if (!rng->ready) {
        rng->errors += rng->errors < ERRORS_MAX;
        return 0;
    }
    rng->ready--;
    update_line(rng);
    return noise();
}

static uint64_t rng_read(struct device *device, uint64_t offset, unsigned size)
{
    struct rng *rng = (struct rng *)device;
    if (offset == rng->place->data)
        return read_data(rng);
    if (offset == rng->place->status)
        return (rng->ready ? STATUS_READY : 0) | rng->errors << STATUS_ERRORS;
    if (offset == rng->place->control)
        return rng->interrupt ? CONTROL_INTERRUPT : 0;
    return 0;
}

static void rng_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct rng *rng = (struct rng *)device;
    if (offset == rng->place->status)
        rng->errors = 0;
    if (offset != rng->place->control)
        return;
    rng->interrupt = value & CONTROL_INTERRUPT;
    if (value & CONTROL_REFILL)
        rng->ready = rng->place->refill;
    update_line(rng);
}

error rng_add(struct guest *guest, struct rng *rng, const struct place *place)
{
    rng->place = place;
    rng->device = (struct device){.name = "rng",
                                  .base = place->base,
                                  .bytes = place->bytes,
                                  .sizes = 4,
                                  .read = rng_read,
                                  .write = rng_write};
    return device_add(guest, &rng->device);
}
