#include "cmos.h"

#include "board.h"

#define KIB 1024ul
#define MIB (1024 * KIB)

enum {
    SECONDS,
    SECONDS_ALARM,
    MINUTES,
    MINUTES_ALARM,
    HOURS,
    HOURS_ALARM,
    WEEKDAY,
    DAY,
    MONTH,
    YEAR,
    REGISTER_A,
    REGISTER_B,
    REGISTER_C,
    REGISTER_D,
    EQUIPMENT = 0x14,    /* IBM PC AT Technical Reference, "Real-time clock/CMOS RAM" */
    RAM_BASE = 0x15,     /* KiB below 1 MiB; two bytes, as the others */
    RAM_ABOVE = 0x17,    /* KiB above 1 MiB, up to 64 MiB; */
    RAM_FOUND = 0x30,    /* the same, as the firmware has found it */
    CENTURY = 0x32,      /* ACPI 5.2.9 leaves its place to the machine: this is QEMU's */
    RAM_ABOVE_16M = 0x34 /* in 64 KiB, up to 4 GiB: QEMU's, and Bochs's before it */
};

#define A_UPDATING BIT(7)
#define A_RATE     0x0f
#define A_DIVIDER  0x70
#define A_RUNS     0x20 /* with a crystal of 32768 Hz */
#define B_SET      BIT(7)
#define B_ENABLED  0x70 /* PIE, AIE and UIE, in the places of C's flags */
#define B_UPDATE   BIT(4)
#define B_BINARY   BIT(2)
#define B_24_HOURS BIT(1)
#define C_REQUEST  BIT(7)
#define C_PERIODIC BIT(6)
#define C_ALARM    BIT(5)
#define C_UPDATE   BIT(4)
#define D_VALID    BIT(7) /* the battery is not empty */
#define HAS_FPU    BIT(1) /* EQUIPMENT */
#define PM         BIT(7) /* of an hour of 12 */
#define ALARM_ANY  0xc0   /* an alarm's part from there on: each hour, minute, second */

/* --- The time --- */

static bool is_time(uint8_t index)
{
    return index == CENTURY || (index <= YEAR && (index > HOURS_ALARM || index % 2 == 0));
}

static unsigned hour_of_24(uint8_t value, unsigned hour)
{
    return hour % 12 + (value & PM ? 12 : 0);
}

/* The machine's chip and the guest's may be set to different formats. */
static uint8_t read_time(const struct cmos *cmos, uint8_t index)
{
    uint8_t value = machine_cmos(index), from = machine_cmos(REGISTER_B);
    uint8_t to = cmos->bytes[REGISTER_B];
    if (!((from ^ to) & (B_BINARY | B_24_HOURS)))
        return value;
    unsigned number = index == HOURS && !(from & B_24_HOURS) ? value & ~PM : value;
    if (!(from & B_BINARY))
        number = number / 16 * 10 + number % 16;
    if (index == HOURS && !(from & B_24_HOURS))
        number = hour_of_24(value, number);
    bool pm = index == HOURS && !(to & B_24_HOURS) && number >= 12;
    if (index == HOURS && !(to & B_24_HOURS))
        number = number % 12 ? number % 12 : 12;
    if (!(to & B_BINARY))
        number = number / 10 * 16 + number % 10;
    return number | (pm ? PM : 0);
}

static bool alarm_is(const struct cmos *cmos, uint8_t index)
{
    uint8_t alarm = cmos->bytes[index + 1];
    return (alarm & ALARM_ANY) == ALARM_ANY || alarm == read_time(cmos, index);
}

/* --- Interrupts --- */

#define CRYSTAL 32768 /* Hz */
#define LOOKS   100   /* a second, for the next second's interrupt */

static bool runs(const struct cmos *cmos)
{
    return (cmos->bytes[REGISTER_A] & A_DIVIDER) == A_RUNS;
}

static bool is_periodic(const struct cmos *cmos)
{
    return cmos->bytes[REGISTER_A] & A_RATE && runs(cmos);
}

/* Whether the second changes: not while the guest sets the time, or holds the divider. */
static bool is_updated(const struct cmos *cmos)
{
    return runs(cmos) && !(cmos->bytes[REGISTER_B] & B_SET);
}

/* The period of the periodic interrupt is 2 to the power of this, in periods of the crystal. Rates
 * 1 and 2 are the same as 8 and 9. */
static unsigned period_of(const struct cmos *cmos)
{
    unsigned rate = cmos->bytes[REGISTER_A] & A_RATE;
    return rate > 2 ? rate - 1 : rate + 6;
}

static uint64_t periods_at(const struct cmos *cmos, uint64_t time)
{
    return time * CRYSTAL / machine.timer_hz >> period_of(cmos);
}

static void set_deadline(struct cmos *cmos, uint64_t now)
{
    uint8_t enabled = cmos->bytes[REGISTER_B], flags = cmos->bytes[REGISTER_C];
    uint64_t when = NEVER, next = (cmos->periods + 1) << period_of(cmos);
    if (enabled & (C_UPDATE | C_ALARM) & ~flags)
        when = now + machine.timer_hz / LOOKS;
    next = next * machine.timer_hz / CRYSTAL + 1;
    if (is_periodic(cmos) && enabled & C_PERIODIC & ~flags && next < when)
        when = next;
    deadline_set(&cmos->look, when);
}

/* Sets the flags of what has happened since the last look. A guest that neither lets the alarm
 * interrupt nor looks once a second misses an alarm that is over after a second. */
static void look(struct cmos *cmos)
{
    uint64_t now = time_counter(), periods = periods_at(cmos, now);
    uint8_t second = machine_cmos(SECONDS), enabled = cmos->bytes[REGISTER_B];
    uint8_t *flags = &cmos->bytes[REGISTER_C];
    if (is_periodic(cmos) && periods != cmos->periods)
        *flags |= C_PERIODIC;
    if (second != cmos->second && is_updated(cmos)) {
        bool alarm = alarm_is(cmos, SECONDS) && alarm_is(cmos, MINUTES) && alarm_is(cmos, HOURS);
        *flags |= C_UPDATE | (alarm ? C_ALARM : 0);
    }
    cmos->periods = periods;
    cmos->second = second;
    *flags &= ~C_REQUEST;
    *flags |= *flags & enabled & B_ENABLED ? C_REQUEST : 0;
    irq_set(cmos->device.guest, IRQ_CMOS, *flags & C_REQUEST);
    set_deadline(cmos, now);
}

static enum guest_action reach_look(struct vcpu *vcpu, struct deadline *deadline)
{
    look((struct cmos *)((char *)deadline - offsetof(struct cmos, look)));
    return GUEST_RESUMES;
}

bool cmos_will_interrupt(const struct cmos *cmos)
{
    uint8_t enabled = cmos->bytes[REGISTER_B];
    return (enabled & (C_UPDATE | C_ALARM) && is_updated(cmos)) ||
           (enabled & C_PERIODIC && is_periodic(cmos));
}

/* --- Ports 0x70 and 0x71 --- */

static uint8_t read_register(struct cmos *cmos, uint8_t index)
{
    uint8_t value = cmos->bytes[index];
    if (is_time(index))
        return read_time(cmos, index);
    if (index == REGISTER_A && is_updated(cmos))
        value |= machine_cmos(REGISTER_A) & A_UPDATING;
    if (index == REGISTER_C) { /* reading it ends the interrupt */
        look(cmos);
        value = cmos->bytes[REGISTER_C];
        cmos->bytes[REGISTER_C] = 0;
        look(cmos);
    }
    return value;
}

static void write_register(struct cmos *cmos, uint8_t index, uint8_t value)
{
    uint8_t *byte = &cmos->bytes[index];
    if (index == REGISTER_C || index == REGISTER_D || is_time(index))
        return;
    if (index != REGISTER_A && index != REGISTER_B) {
        *byte = value;
        return;
    }
    look(cmos);
    if (index == REGISTER_B && value & B_SET & ~*byte) /* "the UIE bit is cleared" */
        value &= ~B_UPDATE;
    *byte = index == REGISTER_A ? value & ~A_UPDATING : value;
    cmos->periods = periods_at(cmos, time_counter()); /* there may be a new rate */
    look(cmos);
}

static uint64_t read(struct device *device, uint64_t offset, unsigned size)
{
    struct cmos *cmos = (struct cmos *)device; /* its first member */
    return offset ? read_register(cmos, cmos->index) : 0xff;
}

static void write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct cmos *cmos = (struct cmos *)device;
    if (offset)
        write_register(cmos, cmos->index, value);
    else /* bit 7 would mask the NMI, which does not come */
        cmos->index = value % sizeof cmos->bytes;
}

/* --- The start --- */

static void set_size(struct cmos *cmos, uint8_t index, uint64_t size)
{
    uint16_t value = size < UINT16_MAX ? size : UINT16_MAX;
    cmos->bytes[index] = value & 0xff;
    cmos->bytes[index + 1] = value >> 8;
}

error cmos_init(struct guest *guest, struct cmos *cmos)
{
    uint64_t size = guest->ram.base + guest->ram.size, above = size > MIB ? size - MIB : 0;
    *cmos = (struct cmos){.device = {.name = "rtc",
                                     .space = SPACE_PORTS,
                                     .base = 0x70,
                                     .bytes = 2,
                                     .sizes = 1,
                                     .read = read,
                                     .write = write},
                          .look = {.reached = reach_look, .when = NEVER},
                          .second = machine_cmos(SECONDS)};
    cmos->bytes[REGISTER_A] = A_RUNS | 6; /* 1024 periods a second */
    cmos->bytes[REGISTER_B] = B_24_HOURS;
    cmos->bytes[REGISTER_D] = D_VALID;
    cmos->bytes[EQUIPMENT] = HAS_FPU;
    set_size(cmos, RAM_BASE, (size < 640 * KIB ? size : 640 * KIB) / KIB);
    set_size(cmos, RAM_ABOVE, above / KIB);
    set_size(cmos, RAM_FOUND, above / KIB);
    set_size(cmos, RAM_ABOVE_16M, size > 16 * MIB ? (size - 16 * MIB) / (64 * KIB) : 0);
    cmos->periods = periods_at(cmos, time_counter());
    return device_add(guest, &cmos->device);
}
