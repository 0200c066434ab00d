#include "power_ports.h"

#include "interrupts.h"
#include "memory_map.h"

static struct power_ports ports;

/* --- The timer's event --- */

#define TIMER_BITS   24
#define TIMER_EVENT  0x01                                 /* in the first byte of both */
#define HALF_PERIODS (time_counter() >> (TIMER_BITS - 1)) /* the highest bit changes at each */

/* The line is high while the event is pending and enabled. */
static void update(struct power_ports *power)
{
    bool enabled = power->enabled[0] & TIMER_EVENT, come = HALF_PERIODS != power->seen;
    irq_set(power->device.guest, LINE_SCI, enabled && come);
    if (enabled && !come)
        deadline_set(&power->event, (power->seen + 1) << (TIMER_BITS - 1));
}

static enum guest_action timer_event(struct vcpu *vcpu, struct deadline *deadline)
{
    update(&ports);
    return GUEST_RESUMES;
}

/* --- The registers --- */

enum { STATUS = 0, ENABLE = 2, CONTROL = 4, TIMER = 8, BYTES = 12 }; /* offsets */
_Static_assert(PORT_PM_TIMER == PORT_PM_EVENTS + TIMER, "");
#define SCI_ENABLED      0x01              /* in the control register's first byte */
#define SLEEP_TYPE(high) ((high) >> 2 & 7) /* in its second */
#define SLEEP_ENABLE     0x20

static uint64_t read_port(struct device *device, uint64_t offset, unsigned size)
{
    struct power_ports *power = (struct power_ports *)device;
    switch (offset) {
    case STATUS:
        return HALF_PERIODS != power->seen ? TIMER_EVENT : 0;
    case ENABLE:
    case ENABLE + 1:
        return power->enabled[offset - ENABLE];
    case CONTROL:
        return SCI_ENABLED; /* there is no other mode */
    case TIMER:
        power->timer = time_counter() & ((1 << TIMER_BITS) - 1);
        update(power); /* the guest may see the highest bit before the deadline comes */
        return power->timer;
    case TIMER + 1 ... TIMER + 3:
        return power->timer >> 8 * (offset - TIMER);
    }
    return 0;
}

static void write_port(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct power_ports *power = (struct power_ports *)device;
    if (offset == STATUS && value & TIMER_EVENT)
        power->seen = HALF_PERIODS;
    if (offset == ENABLE || offset == ENABLE + 1)
        power->enabled[offset - ENABLE] = value;
    if (offset == CONTROL + 1 && value & SLEEP_ENABLE && SLEEP_TYPE(value) == SLEEP_TYPE_OFF)
        power->decided = GUEST_SHUTDOWN;
    update(power);
}

/* --- Reset --- */

#define RESET_CPU 0x04

/* A 32-bit access is for PCI's address register (2.5.1), which contains this byte; this machine has
 * no PCI. */
static uint64_t read_reset(struct device *device, uint64_t offset, unsigned size)
{
    return ports.access_bytes == 1 ? ports.reset : UINT64_MAX;
}

static void write_reset(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    if (ports.access_bytes != 1)
        return;
    if (value & RESET_CPU)
        ports.decided = GUEST_RESET;
    ports.reset = value;
}

/* --- The exit --- */

static exit_handler *handle_other_port; /* step 7's */

/* A device only answers, a byte at a time. This handler knows the whole access, and returns what
 * becomes of the guest. */
static enum guest_action handle_port(struct vcpu *vcpu, struct vm_exit *exit)
{
    ports.access_bytes = IOIO_BYTES(exit->info);
    enum guest_action action = handle_other_port(vcpu, exit);
    return action == GUEST_RESUMES ? ports.decided : action;
}

error power_ports_init(struct guest *guest)
{
    deadlines_drop(&ports, sizeof ports); /* of the guest's last start */
    ports = (struct power_ports){
        .device = {.name = "pm", .base = PORT_PM_EVENTS, .bytes = BYTES},
        .reset_port = {.name = "reset", .base = PORT_RESET, .bytes = 1},
        .seen = HALF_PERIODS,
        .event = {.reached = timer_event},
        .decided = GUEST_RESUMES,
    };
    ports.device.space = ports.reset_port.space = SPACE_PORTS;
    ports.device.sizes = ports.reset_port.sizes = 1;
    ports.device.read = read_port;
    ports.device.write = write_port;
    ports.reset_port.read = read_reset;
    ports.reset_port.write = write_reset;
    handle_other_port = exit_handlers[EXIT_PORT_IO];
    exit_handlers[EXIT_PORT_IO] = handle_port;
    TRY(device_add(guest, &ports.device));
    return device_add(guest, &ports.reset_port);
}
