#include "exercise.h"

static enum guest_action reset_guest(struct vcpu *vcpu, struct deadline *deadline)
{
    /* Your code: it was not kicked in time. */
    return GUEST_RESUMES;
}

static uint64_t watchdog_read(struct device *device, uint64_t offset, unsigned size)
{
    return 0;
}

static void watchdog_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    /* Your code. */
}

error watchdog_add(struct guest *guest, struct watchdog *dog, const struct place *place)
{
    dog->place = place;
    dog->deadline = (struct deadline){.reached = reset_guest, .when = NEVER};
    dog->device = (struct device){.name = "watchdog",
                                  .base = place->base,
                                  .bytes = place->bytes,
                                  .sizes = 4,
                                  .read = watchdog_read,
                                  .write = watchdog_write};
    /* And a guest that waits? */
    return device_add(guest, &dog->device);
}
