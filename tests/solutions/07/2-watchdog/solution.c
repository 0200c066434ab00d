#include "exercise.h"

static struct watchdog *watchdog; /* the guest has one */
static exit_handler *handle_wait_before;

/* --- Time --- */

static void begin_period(struct watchdog *dog)
{
    dog->over_at = time_counter() + dog->period * machine.timer_hz / 1000;
    deadline_set(&dog->deadline, dog->over_at);
}

static enum guest_action reset_guest(struct vcpu *vcpu, struct deadline *deadline)
{
    watchdog->period = 0;
    watchdog->runs = watchdog->locked = false;
    return GUEST_RESET;
}

/* The end of the period ends the host's wait. At any other end the guest waits again: its pc is at
 * the waiting instruction. */
static enum guest_action wait_for_period(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (!watchdog->runs || vcpu_has_interrupt(vcpu) || vcpu_can_wake(vcpu))
        return handle_wait_before(vcpu, exit);
    host_wait();
    return deadlines_run(vcpu);
}

/* --- Registers --- */

static uint64_t watchdog_read(struct device *device, uint64_t offset, unsigned size)
{
    struct watchdog *dog = (struct watchdog *)device;
    if (offset == dog->place->period)
        return dog->period;
    if (offset == dog->place->control)
        return (dog->runs ? CONTROL_RUN : 0) | (dog->locked ? CONTROL_LOCK : 0);
    return 0;
}

static void write_control(struct watchdog *dog, uint64_t value)
{
    if (!(value & CONTROL_RUN)) {
        dog->runs = false;
        deadline_clear(&dog->deadline);
    } else if (dog->period) {
        dog->locked = value & CONTROL_LOCK;
        if (!dog->runs)
            begin_period(dog);
        dog->runs = true;
    }
}

static void watchdog_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct watchdog *dog = (struct watchdog *)device;
    if (offset == dog->place->kick) {
        if (dog->runs && value == dog->place->word && time_counter() < dog->over_at)
            begin_period(dog);
    } else if (offset == dog->place->control && !dog->locked) {
        write_control(dog, value);
    } else if (offset == dog->place->period && !dog->locked && value) {
        dog->period = value;
    }
}

error watchdog_add(struct guest *guest, struct watchdog *dog, const struct place *place)
{
    watchdog = dog;
    dog->place = place;
    dog->deadline = (struct deadline){.reached = reset_guest, .when = NEVER};
    dog->device = (struct device){.name = "watchdog",
                                  .base = place->base,
                                  .bytes = place->bytes,
                                  .sizes = 4,
                                  .read = watchdog_read,
                                  .write = watchdog_write};
    handle_wait_before = exit_handlers[EXIT_WAIT];
    exit_handlers[EXIT_WAIT] = wait_for_period;
    return device_add(guest, &dog->device);
}
