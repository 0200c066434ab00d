#include "i8254.h"

#include "board.h"

#include ARCH_HEADER(interrupts)

#define HZ    1193182 /* of its clock; */
#define TICKS 3       /* and the PM timer's, which is time_counter()'s, is three times that */

static uint64_t now(void)
{
    return time_counter() / TICKS;
}

/* --- Counter 0's interrupts --- */

#define MOST_A_SECOND 20000 /* edges that interrupt: more would leave the guest no time */
#define LONGEST       2     /* seconds: time_counter() has to be read that often */

/* The first rising edge of the output since the counter began to count. */
static uint64_t first_edge(const struct i8254_counter *counter)
{
    if (!counter->counting || counter_is_triggered(counter))
        return NEVER;
    return counter->since + counter->count + (counter->mode == 4);
}

/* The edge after that one, and after that time. */
static uint64_t next_edge(const struct i8254_counter *counter, uint64_t edge, uint64_t at)
{
    if (!counter_repeats(counter))
        return NEVER;
    if (at - edge >= counter->count)
        edge += (at - edge) / counter->count * counter->count;
    return edge + counter->count;
}

/* However many edges have been, the 8259 remembers one. */
static inline void pass_on_edges(struct i8254 *pit, uint64_t at)
{
    struct i8254_counter *counter = &pit->counters[0];
    if (pit->next > at)
        return;
    i8259_timer_edge(pit->device.guest);
    if (counter->next)
        counter_begin_next(counter, at);
    pit->next = next_edge(counter, pit->next, at);
}

/* When to look again: before the latest, so that time_counter() is read often enough. */
static inline uint64_t next_look(const struct i8254 *pit, uint64_t at)
{
    uint64_t next = pit->next, soonest = at + HZ / MOST_A_SECOND, latest = at + LONGEST * HZ;
    if (next < soonest)
        next = soonest;
    if (next > latest || pit->device.guest->board->pic.chips[0].masked & 1 << IRQ_PIT)
        next = latest;
    return next * TICKS;
}

void i8254_update(struct i8254 *pit)
{
    uint64_t at = now();
    vcpu_hold(pit->device.guest->board->vcpu);
    pass_on_edges(pit, at);
    deadline_set(&pit->edge, next_look(pit, at));
}

static enum guest_action reach_edge(struct vcpu *vcpu, struct deadline *deadline)
{
    struct i8254 *pit = (struct i8254 *)((char *)deadline - offsetof(struct i8254, edge));
    uint64_t at = deadlines_run_at / TICKS;
    if (cpus_count > 1 && deadline_follows(deadline, pit->device.guest->board->vcpu))
        return GUEST_RESUMES;
    pass_on_edges(pit, at);
    deadline->when = next_look(pit, at);
    return GUEST_RESUMES;
}

bool i8254_will_interrupt(const struct i8254 *pit)
{
    return pit->next != NEVER;
}

/* --- Ports 0x40 to 0x43 --- */

enum { CONTROL = 3 }; /* the last port */
enum { CONTROL_BCD = 0x01, READ_BACK = 3, READ_BACK_NO_COUNT = 0x20, READ_BACK_NO_STATUS = 0x10 };
enum { STATUS_OUTPUT = 0x80, STATUS_NULL_COUNT = 0x40, BOTH_BYTES = 3 };

static void latch(struct i8254_counter *counter, uint64_t at)
{
    if (counter->latched) /* "the count will be held" */
        return;
    counter->latch = counter_value(counter, at);
    counter->latched = counter->access == BOTH_BYTES ? 2 : 1;
}

/* "NULL COUNT": a new count is used at the next trigger, or at the end of the last one. */
static bool is_null_count(const struct i8254_counter *counter)
{
    return !counter->loaded || counter->next ||
           (counter_is_triggered(counter) && !counter->counting);
}

static void latch_status(struct i8254_counter *counter, uint64_t at)
{
    if (counter->status_latched)
        return;
    counter->status_latched = true;
    counter->status = (counter_output(counter, at) ? STATUS_OUTPUT : 0) |
                      (is_null_count(counter) ? STATUS_NULL_COUNT : 0) | counter->access << 4 |
                      counter->mode << 1 | counter->bcd;
}

static void write_control(struct i8254 *pit, uint8_t value, uint64_t at)
{
    unsigned number = value >> 6, access = value >> 4 & 3;
    for (unsigned i = 0; number == READ_BACK && i < ARRAY_LENGTH(pit->counters); i++) {
        if (!(value & 2 << i))
            continue;
        if (!(value & READ_BACK_NO_COUNT))
            latch(&pit->counters[i], at);
        if (!(value & READ_BACK_NO_STATUS))
            latch_status(&pit->counters[i], at);
    }
    if (number == READ_BACK)
        return;
    struct i8254_counter *counter = &pit->counters[number];
    if (!access) {
        latch(counter, at);
        return;
    }
    uint8_t mode = value >> 1 & 7;
    *counter = (struct i8254_counter){.mode = mode > 5 ? mode - 4 : mode, /* its bit 2 is ignored */
                                      .access = access,
                                      .bcd = value & CONTROL_BCD,
                                      .count = counter->count,
                                      .gate = counter->gate};
}

static void write_count(struct i8254_counter *counter, uint8_t value, uint64_t at)
{
    if (counter->access == BOTH_BYTES && !counter->low_written) {
        counter->low = value;
        counter->low_written = true;
        if (counter->mode == 0) /* "Writing the first byte disables counting" */
            counter->loaded = counter->counting = false;
        return;
    }
    counter->low_written = false;
    if (counter->access == BOTH_BYTES)
        counter_load(counter, value << 8 | counter->low, at);
    else
        counter_load(counter, counter->access == 2 ? value << 8 : value, at);
}

static void write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct i8254 *pit = (struct i8254 *)device; /* its first member */
    struct i8254_counter *counter = &pit->counters[0];
    i8254_update(pit);
    uint64_t since = counter->since, at = now();
    if (offset == CONTROL)
        write_control(pit, value, at);
    else
        write_count(&pit->counters[offset], value, at);
    /* In mode 0 the output is low from the control word on, in the other modes it is high. */
    irq_set(device->guest, IRQ_PIT, counter->mode || counter_output(counter, at));
    if (!counter->counting || counter->since != since)
        pit->next = first_edge(counter);
    deadline_set(&pit->edge, next_look(pit, at));
}

static uint64_t read(struct device *device, uint64_t offset, unsigned size)
{
    struct i8254 *pit = (struct i8254 *)device;
    struct i8254_counter *counter = &pit->counters[offset];
    if (offset == CONTROL)
        return 0xff;
    if (counter->status_latched) {
        counter->status_latched = false;
        return counter->status;
    }
    if (counter->next)
        i8254_update(pit); /* an edge between two counts is passed on first */
    uint16_t value = counter->latched ? counter->latch : counter_value(counter, now());
    bool high = counter->access == 2 || (counter->access == BOTH_BYTES && counter->low_read);
    if (counter->latched)
        counter->latched--;
    counter->low_read = counter->access == BOTH_BYTES && !counter->low_read;
    return high ? value >> 8 : value & 0xff;
}

/* --- Port 0x61 --- */

enum { GATE_2 = 0x01, WRITABLE = 0x0f, REFRESH = 0x10, OUTPUT_2 = 0x20, REFRESH_PERIODS = 18 };

static void write_61(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct i8254 *pit = &device->guest->board->pit;
    pit->control = value & WRITABLE;
    counter_set_gate(&pit->counters[2], value & GATE_2, now());
}

/* One bit changes at each refresh of a PC's memory, every 15 us. */
static uint64_t read_61(struct device *device, uint64_t offset, unsigned size)
{
    struct i8254 *pit = &device->guest->board->pit;
    uint64_t at = now();
    return pit->control | (at / REFRESH_PERIODS % 2 ? REFRESH : 0) |
           (counter_output(&pit->counters[2], at) ? OUTPUT_2 : 0);
}

/* --- The start --- */

error i8254_init(struct guest *guest, struct i8254 *pit)
{
    TRY(deadlines_init());
    *pit = (struct i8254){
        .device = {.name = "pit", .base = 0x40, .bytes = 4, .read = read, .write = write},
        .port_61 =
            {.name = "port 61", .base = 0x61, .bytes = 1, .read = read_61, .write = write_61},
        .edge = {.reached = reach_edge, .when = NEVER},
        .counters = {{.mode = 2, .access = BOTH_BYTES, .gate = true, .count = 65536},
                     {.mode = 2, .access = 1, .gate = true, .count = REFRESH_PERIODS},
                     {.mode = 3, .access = BOTH_BYTES, .count = 65536}},
    };
    pit->device.space = pit->port_61.space = SPACE_PORTS;
    pit->device.sizes = pit->port_61.sizes = 1;
    TRY(device_add(guest, &pit->device));
    TRY(device_add(guest, &pit->port_61));
    uint64_t at = now();
    for (unsigned i = 0; i < 2; i++)
        counter_load(&pit->counters[i], pit->counters[i].count, at);
    pit->next = first_edge(&pit->counters[0]);
    irq_set(guest, IRQ_PIT, true);
    deadline_set(&pit->edge, next_look(pit, at));
    return OK;
}
