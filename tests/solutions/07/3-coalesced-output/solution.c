#include "exercise.h"

static struct output *output; /* the guest has one */
static exit_handler *handlers[EXIT_KINDS];

/* --- The ring --- */

/* The page, where it is now; NULL if the guest may not write there. */
static struct output_ring *ring_at(uint64_t gpa)
{
    uint64_t left;
    if (!gpa || gpa % PAGE_SIZE)
        return NULL;
    return guest_memory_at(output->device.guest, gpa, STAGE2_R | STAGE2_W, &left);
}

static void use_ring(uint64_t gpa)
{
    struct output_ring *ring = ring_at(gpa);
    output->ring = ring ? gpa : 0;
    if (!ring) {
        deadline_clear(&output->deadline);
        return;
    }
    guest_memory_clean(output->device.guest, gpa, PAGE_SIZE);
    output->consumed = ring->consumed;
    deadline_set(&output->deadline, time_counter() + OUTPUT_LATEST * machine.timer_hz / 1000);
}

/* The guest can change all that is in its page, so `produced` is read once. */
static void print_ring(void)
{
    struct guest *guest = output->device.guest;
    struct output_ring *ring = ring_at(output->ring);
    if (!ring) {
        use_ring(0);
        return;
    }
    guest_memory_clean(guest, output->ring, PAGE_SIZE);
    uint32_t produced = *(volatile uint32_t *)&ring->produced;
    if (produced - output->consumed > ring_bytes) {
        use_ring(0);
        return;
    }
    while (output->consumed != produced)
        guest_putc(&guest->line, ring->bytes[output->consumed++ % ring_bytes]);
    ring->consumed = produced;
    guest_memory_clean(guest, output->ring, sizeof *ring);
    deadline_set(&output->deadline, time_counter() + OUTPUT_LATEST * machine.timer_hz / 1000);
}

/* --- When it is printed: at each exit, which the deadline's and the doorbell's are too --- */

static enum guest_action print_and_handle(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (output->ring)
        print_ring();
    return handlers[exit->kind](vcpu, exit);
}

static enum guest_action time_is_over(struct vcpu *vcpu, struct deadline *deadline)
{
    return GUEST_RESUMES;
}

/* --- The device --- */

static uint64_t output_read(struct device *device, uint64_t offset, unsigned size)
{
    return offset == output->place->ring ? output->ring : 0;
}

static void output_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    if (offset == output->place->ring)
        use_ring(value);
}

error output_add(struct guest *guest, struct output *out, const struct place *place)
{
    output = out;
    out->place = place;
    out->deadline = (struct deadline){.reached = time_is_over, .when = NEVER};
    out->device = (struct device){.name = "output",
                                  .base = place->base,
                                  .bytes = place->bytes,
                                  .sizes = 4,
                                  .read = output_read,
                                  .write = output_write};
    memcpy(handlers, exit_handlers, sizeof handlers);
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++)
        exit_handlers[kind] = print_and_handle;
    return device_add(guest, &out->device);
}
