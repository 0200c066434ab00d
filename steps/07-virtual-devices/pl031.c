#include "pl031.h"

#include "interrupts.h"
#include "wall_clock.h"

#include <stddef.h>

/* Registers, 3.2 */
enum {
    DR = 0x000, /* the time */
    MR = 0x004, /* the alarm */
    LR = 0x008, /* sets the time */
    CR = 0x00c, /* 1: it is on, and stays so */
    IMSC = 0x010,
    RIS = 0x014,
    MIS = 0x018,
    ICR = 0x01c,
    ID = 0xfe0, /* eight bytes, one a word */
};

#define SECOND 1000000000 /* in ns */
#define LOOKS  100        /* at the time, in the alarm's last second */

/* --- Time --- */

static uint32_t now(const struct pl031 *rtc)
{
    return wall_clock() / SECOND + rtc->offset;
}

static void update(struct pl031 *rtc)
{
    irq_set(rtc->device.guest, rtc->line, rtc->raised && rtc->enabled);
}

/* The alarm is so many seconds ahead. The machine's chip does not tell how much of this second is
 * over, so the last one may be short. */
static void wait_for_alarm(struct pl031 *rtc, uint32_t seconds)
{
    uint64_t hz = machine.timer_hz, ticks = seconds > 1 ? (seconds - 1) * hz : hz / LOOKS;
    deadline_set(&rtc->deadline, time_counter() + ticks);
}

static void raise_alarm(struct pl031 *rtc)
{
    deadline_clear(&rtc->deadline);
    rtc->raised = true;
    update(rtc);
}

/* The chip compares the time with the alarm at each second, so the alarm comes within 2^32 s. */
static void set_alarm(struct pl031 *rtc)
{
    uint32_t seconds = rtc->match - now(rtc);
    if (seconds)
        wait_for_alarm(rtc, seconds);
    else
        raise_alarm(rtc);
}

static enum guest_action reached(struct vcpu *vcpu, struct deadline *deadline)
{
    struct pl031 *rtc = (struct pl031 *)((char *)deadline - offsetof(struct pl031, deadline));
    int32_t seconds = rtc->match - now(rtc);
    if (seconds > 0)
        wait_for_alarm(rtc, seconds);
    else
        raise_alarm(rtc);
    return GUEST_RESUMES;
}

bool pl031_would_interrupt(const struct pl031 *rtc)
{
    return rtc->enabled && rtc->deadline.when != NEVER;
}

/* --- Registers --- */

/* PeriphID and PCellID, 3.3.9 to 3.3.16: a PL031, a PrimeCell. */
static uint64_t read_id(uint64_t offset)
{
    static const uint8_t ids[8] = {0x31, 0x10, 0x04, 0x00, 0x0d, 0xf0, 0x05, 0xb1};
    return offset >= ID && offset < ID + 4 * sizeof ids ? ids[(offset - ID) / 4] : 0;
}

static uint64_t pl031_read(struct device *device, uint64_t offset, unsigned size)
{
    struct pl031 *rtc = (struct pl031 *)device; /* its first member */
    switch (offset) {
    case DR:
        return now(rtc);
    case MR:
        return rtc->match;
    case LR:
        return rtc->loaded;
    case CR:
        return 1;
    case IMSC:
        return rtc->enabled;
    case RIS:
        return rtc->raised;
    case MIS:
        return rtc->raised && rtc->enabled;
    default:
        return read_id(offset);
    }
}

static void pl031_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct pl031 *rtc = (struct pl031 *)device;
    switch (offset) {
    case MR:
        rtc->match = value;
        set_alarm(rtc);
        break;
    case LR:
        rtc->loaded = value;
        rtc->offset += (uint32_t)value - now(rtc);
        set_alarm(rtc);
        break;
    case IMSC:
        rtc->enabled = value & 1;
        update(rtc);
        break;
    case ICR:
        rtc->raised &= !(value & 1);
        update(rtc);
        break;
    }
}

error pl031_init(struct guest *guest, struct pl031 *rtc, uint64_t base, unsigned line)
{
    *rtc = (struct pl031){
        .device = {.name = "rtc",
                   .base = base,
                   .bytes = 0x1000,
                   .sizes = 4,
                   .read = pl031_read,
                   .write = pl031_write},
        .deadline = {.reached = reached, .when = NEVER},
        .line = line,
    };
    return device_add(guest, &rtc->device);
}
