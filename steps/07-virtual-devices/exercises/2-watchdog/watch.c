#include "watch.h"

#include "grade.h"
#include "random.h"
#include "string.h"

#define EXITS       3000 /* a run has no more */
#define TRIES       5
#define TRIED_SLICE 1000 /* milliseconds: longer than what is tried last */

struct watched *watched;
const char *watch_hint;
uint64_t timer_late;

static uint64_t timer_at; /* what the host's timer is set to */
static uint64_t ended_at; /* time_counter() */
static uint64_t exits;    /* in this run */

/* --- The host's timer: the linker has every call of it come here --- */

void __real_host_timer_set(uint64_t when);
void __wrap_host_timer_set(uint64_t when);
void __real_host_timer_acknowledge(void);
void __wrap_host_timer_acknowledge(void);

void __wrap_host_timer_set(uint64_t when)
{
    timer_at = when;
    __real_host_timer_set(when < NEVER - timer_late ? when + timer_late : when);
}

void __wrap_host_timer_acknowledge(void)
{
    timer_at = NEVER;
    __real_host_timer_acknowledge();
}

/* --- The model --- */

static struct watched *of_device(struct device *device)
{
    return (struct watched *)((char *)device - __builtin_offsetof(struct watched, dog));
}

/* The answer has looked at the clock between the two. */
static void begin_period(uint64_t before, uint64_t after)
{
    uint64_t ticks = watched->period * machine.timer_hz / 1000;
    watched->earliest = before + ticks;
    watched->latest = after + ticks;
}

static void model_control(uint64_t value, uint64_t before, uint64_t after)
{
    if (!(value & CONTROL_RUN)) {
        watched->runs = false;
    } else if (watched->period) {
        watched->locked = value & CONTROL_LOCK;
        if (!watched->runs)
            begin_period(before, after);
        watched->runs = true;
    }
}

/* Whether a kick came in time is not known if that time was between the two. */
static void model_kick(uint64_t before, uint64_t after)
{
    uint64_t earliest = watched->earliest;
    if (before >= watched->latest)
        return;
    begin_period(before, after);
    if (after >= earliest)
        watched->earliest = earliest;
}

static void model_write(uint64_t offset, uint64_t value, uint64_t before, uint64_t after)
{
    if (offset == watched->place.kick) {
        if (watched->runs && value == watched->place.word)
            model_kick(before, after);
    } else if (offset == watched->place.control && !watched->locked) {
        model_control(value, before, after);
    } else if (offset == watched->place.period && !watched->locked && value) {
        watched->period = value;
    }
}

static void watch_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    uint64_t before = time_counter();
    of_device(device)->answer.write(device, offset, size, value);
    model_write(offset, value, before, time_counter());
}

static uint64_t watch_read(struct device *device, uint64_t offset, unsigned size)
{
    const char *name = "no register";
    uint64_t value = of_device(device)->answer.read(device, offset, size), right = 0;
    if (offset == watched->place.period) {
        name = "PERIOD";
        right = watched->period;
    } else if (offset == watched->place.control) {
        name = "CONTROL";
        right = (watched->runs ? CONTROL_RUN : 0) | (watched->locked ? CONTROL_LOCK : 0);
    }
    expect(value == right, "offset 0x%lx (%s): the guest reads 0x%lx, it is 0x%lx. %s", offset,
           name, value, right, watch_hint);
    return value;
}

/* --- Exits --- */

/* Before the guest resumes: the deadline, and the host's timer, which may come earlier. */
static bool expect_deadline(enum exit_kind kind)
{
    const struct deadline *deadline = &watched->dog.deadline;
    if (!watched->runs)
        return expect(!deadline->cpu || deadline->when == NEVER,
                      "after an exit (%s) the watchdog is off, and dog->deadline is not. %s",
                      exit_kind_names[kind], watch_hint);
    bool early = deadline->when<watched->earliest, late = deadline->when> watched->latest;
    return expect(!early && !late,
                  "after an exit (%s) dog->deadline is %s the end of the period. %s",
                  exit_kind_names[kind], early ? "before" : "after", watch_hint) &&
           expect(timer_at <= watched->latest,
                  "after an exit (%s) the host's timer is set too late for the deadline. %s",
                  exit_kind_names[kind], watch_hint);
}

static void model_reset(void)
{
    expect(watched->runs, "the guest is reset, and its watchdog does not run. %s", watch_hint);
    expect(!watched->runs || ended_at >= watched->earliest,
           "the guest is reset %lu us before its period is over. %s",
           (watched->earliest - ended_at) * 1000000 / machine.timer_hz, watch_hint);
    watched->runs = watched->locked = false;
    watched->period = 0;
}

static enum guest_action watch(struct vcpu *vcpu, struct vm_exit *exit)
{
    enum guest_action action = script_handle(vcpu, exit);
    ended_at = time_counter();
    if (action == GUEST_RESET)
        model_reset();
    if (action != GUEST_RESUMES || (expect_deadline(exit->kind) && ++exits < EXITS))
        return action;
    vcpu->why_stopped = "it exits again and again";
    return GUEST_STOPPED;
}

/* --- The watchdog --- */

static void choose_place(void)
{
    uint64_t third = 8 + random_below(24), offsets[3];
    for (unsigned i = 0; i < 3; i++)
        offsets[i] = (i * third + random_below(third)) * 4;
    unsigned first = random_below(3);
    watched->place = (struct place){
        .base = 0x30000000 + random_below(4096) * PAGE_SIZE,
        .bytes = 3 * third * 4,
        .period = offsets[first],
        .control = offsets[(first + 1) % 3],
        .kick = offsets[(first + 2) % 3],
        .word = random_bits() | 1,
    };
}

bool watch_new(void)
{
    static struct watched each[MAX_POINTS]; /* their deadlines stay in the list */
    static unsigned used;
    if (watched)
        deadline_clear(&watched->dog.deadline);
    watched = &each[used++];
    timer_late = 0;
    choose_place();
    script_new_board();
    script_begin();
    struct device *device = &watched->dog.device;
    error problem = watchdog_add(&script_guest, &watched->dog, &watched->place);
    if (!expect(!problem, "watchdog_add() fails: %s", problem ? problem : "") ||
        !expect(device_at(&script_guest, SPACE_MEMORY, watched->place.base) == device &&
                    device->read && device->write,
                "the guest has no device at 0x%lx, or another one than dog->device.",
                watched->place.base))
        return false;
    watched->answer = *device;
    device->read = watch_read;
    device->write = watch_write;
    script_watch(watch);
    return true;
}

/* --- Runs --- */

static void begin_run(const char *hint)
{
    exits = 0;
    timer_at = NEVER;
    watch_hint = hint;
}

void watch_expect(uint64_t slice, enum guest_action right, const char *hint)
{
    begin_run(hint);
    script_expect(slice, right, hint);
}

static enum guest_action run_with(void (*add_rows)(uint32_t period), uint32_t period,
                                  const char *hint)
{
    script_begin();
    add_rows(period);
    begin_run(hint);
    return script_run(TRIED_SLICE);
}

void watch_in_time(void (*add_rows)(uint32_t period), const char *hint)
{
    enum guest_action action;
    uint32_t period = some_period();
    unsigned tries = TRIES;
    do {
        action = run_with(add_rows, period, hint);
        period *= 2;
    } while (action == GUEST_RESET && ended_at >= watched->earliest && --tries);
    expect(action == GUEST_SHUTDOWN || !tries, "the guest was %s. %s",
           action == GUEST_RESET ? "reset" : "stopped", hint);
}

void watch_reset(void (*add_rows)(uint32_t period), const char *hint)
{
    enum guest_action action;
    uint32_t period = some_period();
    unsigned tries = TRIES;
    do {
        action = run_with(add_rows, period, hint);
        period *= 2;
    } while (action == GUEST_RESET && !script_log(0) && --tries);
    expect(action == GUEST_RESET, "the guest was not reset. %s", hint);
}
