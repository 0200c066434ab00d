#include "goldfish_rtc.h"

#include "interrupts.h"
#include "wall_clock.h"

enum {
    TIME_LOW = 0x00,  /* reading it keeps the high half for TIME_HIGH */
    TIME_HIGH = 0x04, /* when a date is set, it is written before TIME_LOW */
    ALARM_LOW = 0x08, /* writing it sets the alarm: ALARM_HIGH is written before */
    ALARM_HIGH = 0x0c,
    IRQ_ENABLED = 0x10,
    CLEAR_ALARM = 0x14,
    ALARM_STATUS = 0x18,
    CLEAR_INTERRUPT = 0x1c,
    END = 0x24,
};

#define SECOND 1000000000ul /* in nanoseconds */

static uint64_t date(const struct goldfish_rtc *rtc)
{
    return wall_clock() + rtc->offset;
}

static uint64_t with_low(uint64_t value, uint32_t low)
{
    return (value & ~0xfffffffful) | low;
}

static uint64_t with_high(uint64_t value, uint32_t high)
{
    return (uint32_t)value | (uint64_t)high << 32;
}

/* --- The alarm --- */

static void update(struct goldfish_rtc *rtc)
{
    irq_set(rtc->device.guest, rtc->line, rtc->pending && rtc->enabled);
}

/* The deadline is not earlier than the alarm, if the chip's clock and the CPU's run alike: the
 * deadline uses the CPU's. */
static void wait_for_alarm(struct goldfish_rtc *rtc)
{
    uint64_t now = date(rtc), left = rtc->alarm - now;
    rtc->alarm_set = rtc->alarm > now;
    if (!rtc->alarm_set) {
        deadline_clear(&rtc->deadline);
        rtc->pending = true;
        return;
    }
    uint64_t ticks = left / SECOND * machine.timer_hz;
    ticks += left % SECOND * machine.timer_hz / SECOND + 1;
    deadline_set(&rtc->deadline, time_counter() + ticks);
}

static enum guest_action alarm_reached(struct vcpu *vcpu, struct deadline *deadline)
{
    struct goldfish_rtc *rtc =
        (struct goldfish_rtc *)((char *)deadline - offsetof(struct goldfish_rtc, deadline));
    wait_for_alarm(rtc);
    update(rtc);
    return GUEST_RESUMES;
}

static void clear_alarm(struct goldfish_rtc *rtc)
{
    rtc->alarm_set = false;
    deadline_clear(&rtc->deadline);
}

bool goldfish_rtc_would_interrupt(const struct goldfish_rtc *rtc)
{
    return rtc->alarm_set && rtc->enabled;
}

/* --- Registers --- */

static uint64_t rtc_read(struct device *device, uint64_t offset, unsigned size)
{
    struct goldfish_rtc *rtc = (struct goldfish_rtc *)device;
    uint64_t now;
    switch (offset) {
    case TIME_LOW:
        now = date(rtc);
        rtc->high = now >> 32;
        return (uint32_t)now;
    case TIME_HIGH:
        return rtc->high;
    case ALARM_LOW:
        return (uint32_t)rtc->alarm;
    case ALARM_HIGH:
        return rtc->alarm >> 32;
    case IRQ_ENABLED:
        return rtc->enabled;
    case ALARM_STATUS:
        return rtc->alarm_set;
    }
    return 0;
}

static void rtc_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct goldfish_rtc *rtc = (struct goldfish_rtc *)device;
    uint64_t now = date(rtc);
    switch (offset) {
    case TIME_LOW:
        rtc->offset += with_low(now, value) - now;
        if (rtc->alarm_set) /* it may be over, or be nearer */
            wait_for_alarm(rtc);
        break;
    case TIME_HIGH:
        rtc->offset += with_high(now, value) - now;
        break;
    case ALARM_LOW:
        rtc->alarm = with_low(rtc->alarm, value);
        wait_for_alarm(rtc);
        break;
    case ALARM_HIGH:
        rtc->alarm = with_high(rtc->alarm, value);
        break;
    case IRQ_ENABLED:
        rtc->enabled = value & 1;
        break;
    case CLEAR_ALARM:
        clear_alarm(rtc);
        break;
    case CLEAR_INTERRUPT:
        rtc->pending = false;
        break;
    }
    update(rtc);
}

error goldfish_rtc_init(struct guest *guest, struct goldfish_rtc *rtc, uint64_t base, unsigned line)
{
    *rtc = (struct goldfish_rtc){.line = line,
                                 .deadline = {.reached = alarm_reached, .when = NEVER},
                                 .device = {
                                     .name = "rtc",
                                     .base = base,
                                     .bytes = END,
                                     .sizes = 4,
                                     .read = rtc_read,
                                     .write = rtc_write,
                                 }};
    return device_add(guest, &rtc->device);
}
