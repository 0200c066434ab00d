/* Bytes on their way from the host's console to the guest, and a host that waits in its guest's
 * place. */
#include "unit.h"

#include "no_asm.h"

#include "interrupts.h"
#include "machine.h"
#include "options.h"
#include "serial.h"

/* --- The machine: its time and timer, its console, the option "tick" --- */

static uint64_t now = 1000, timer_at, tick;
static struct vcpu vcpu;
static struct guest guest;

uint64_t time_counter(void)
{
    return now;
}

error host_timer_init(void)
{
    return tick == 1234 ? "it has no timer" : OK;
}

void host_timer_set(uint64_t when)
{
    timer_at = when;
}

void host_timer_acknowledge(void)
{
}

error boot_number(const char *name, uint64_t *value)
{
    CHECK_STRING(name, "tick");
    if (tick != NEVER)
        *value = tick;
    return tick == 12345 ? "it is no number" : OK;
}

/* What a person types: bytes that can be told apart, and how many wait on the console. */
static unsigned typed, waiting, taken;

int guest_getc(struct guest *of)
{
    CHECK(of == &guest);
    if (!waiting)
        return -1;
    waiting--;
    return (uint8_t)(typed - waiting - 1);
}

static void type(unsigned count)
{
    typed += count;
    waiting += count;
}

/* The guest takes a byte: the next that was typed, or none. */
static void take(struct serial_input *input)
{
    int c = serial_take(input);
    if (c >= 0)
        CHECK_EQUAL(c, (uint8_t)taken++);
    else
        CHECK(c == -1 && taken == typed - waiting);
}

/* --- The FIFO --- */

static struct serial_input input;
static unsigned arrivals;

static void arrived(struct serial_input *in)
{
    CHECK(in == &input && in->count);
    arrivals++;
}

static void test_the_fifo_keeps_each_byte(void)
{
    tick = NEVER;
    for (unsigned depth = 1; depth <= 32; depth++) {
        typed = waiting = taken = 0;
        CHECK_OK(serial_init(&input, &guest, depth, arrived));
        take(&input);
        type(750); /* pasted at once */
        CHECK_EQUAL(serial_fill(&input), depth);
        CHECK_EQUAL(waiting, 750 - depth);
        CHECK(!serial_give(&input, 0));
        for (unsigned n = 0; n < 3000; n++) {
            type(unit_random(3));
            for (unsigned i = unit_random(4); i; i--)
                take(&input);
            if (!unit_random(3))
                CHECK_EQUAL(serial_fill(&input), input.count);
            CHECK(input.count <= depth);
        }
        while (waiting || input.count)
            serial_fill(&input), take(&input);
        CHECK_EQUAL(taken, typed);
        CHECK(serial_give(&input, 0xff)); /* from itself, in loopback */
        CHECK_EQUAL(serial_take(&input), 0xff);
    }
}

/* --- When the console is looked at --- */

/* At that time. Returns how often the device was told of bytes. */
static unsigned at(uint64_t when)
{
    now = when;
    arrivals = 0;
    CHECK_EQUAL(deadlines_run(&vcpu), GUEST_RESUMES);
    return arrivals;
}

static void test_the_console_is_looked_at(void)
{
    for (tick = 1; tick <= machine.timer_hz; tick = tick == 1 ? 100 : tick * 10) {
        uint64_t step = machine.timer_hz / tick, first = now + step;
        deadlines_drop(&input, sizeof input);
        CHECK_OK(serial_init(&input, &guest, 16, arrived));
        type(1);
        CHECK_EQUAL(at(now), 0); /* not watched yet */
        serial_watch(&input, true);
        CHECK_EQUAL(timer_at, first);
        now += step / 2;
        serial_watch(&input, true); /* on already: not put off */
        CHECK_EQUAL(input.look.when, first);
        CHECK_EQUAL(at(first - 1), 0);
        CHECK_EQUAL(at(first), 1);
        CHECK_EQUAL(timer_at, first + step);
        CHECK_EQUAL(serial_take(&input), (uint8_t)(typed - 1));
        CHECK_EQUAL(at(first + step), 0); /* nothing was typed, and it goes on */
        type(40);
        CHECK_EQUAL(at(first + 2 * step), 1);
        CHECK_EQUAL(input.count, 16);
        serial_watch(&input, false);
        CHECK_EQUAL(at(first + 9 * step), 0);
        waiting = 0;
    }
}

static void test_numbers_for_the_option(void)
{
    static const char too[] = "it can be 1 to 10000 a second";
    tick = 0;
    CHECK_ERROR(serial_init(&input, &guest, 16, arrived), too);
    tick = machine.timer_hz + 1;
    CHECK_ERROR(serial_init(&input, &guest, 16, arrived), too);
    tick = 1234;
    CHECK_ERROR(serial_init(&input, &guest, 16, arrived), "it has no timer");
    tick = 12345;
    CHECK_ERROR(serial_init(&input, &guest, 16, arrived), "it is no number");
}

static void test_a_hundred_looks_a_second(void)
{
    tick = NEVER; /* not given */
    CHECK_OK(serial_init(&input, &guest, 16, arrived));
    serial_watch(&input, true);
    CHECK_EQUAL(timer_at, now + machine.timer_hz / 100);
}

/* --- Waiting --- */

static const char *story; /* what each wait of the host ends with: a letter each */
static unsigned waits, skipped;

static enum guest_action slice_ends(struct vcpu *of, struct deadline *deadline)
{
    return GUEST_STOPPED;
}

static struct deadline slice = {.reached = slice_ends, .when = NEVER};

bool vcpu_has_interrupt(const struct vcpu *of)
{
    return *story == 'i';
}

bool vcpu_can_wake(const struct vcpu *of)
{
    return *story != 'n';
}

bool vcpu_wait_may_end(const struct vcpu *of)
{
    return *story == 'e';
}

void host_wait(void)
{
    waits++;
    story++;
    if (*story == 's')
        deadline_set(&slice, ++now);
}

void skip_instruction(struct vcpu *of, const struct vm_exit *exit)
{
    skipped++;
}

enum guest_action stop_waiting_guest(struct vcpu *of, struct vm_exit *exit)
{
    return GUEST_SHUTDOWN; /* which is not what the slice says here */
}

/* i: an interrupt is pending; n: nothing can wake it; e: its wait may end; s: its slice ends. */
static void waits_for(const char *what, enum guest_action action, unsigned times, unsigned skips)
{
    struct vm_exit exit = {.kind = EXIT_WAIT};
    unit_case("%s", what);
    story = what, waits = skipped = 0;
    CHECK_EQUAL(handle_wait(&vcpu, &exit), action);
    CHECK_EQUAL(waits, times);
    CHECK_EQUAL(skipped, skips);
}

static void test_waiting(void)
{
    waits_for("i", GUEST_RESUMES, 0, 1); /* the wake came before the wait */
    waits_for("n", GUEST_SHUTDOWN, 0, 0);
    waits_for("..i", GUEST_RESUMES, 2, 1);
    waits_for("..n", GUEST_SHUTDOWN, 2, 0);
    waits_for("..e", GUEST_RESUMES, 2, 1);
    waits_for("..s", GUEST_STOPPED, 2, 0);
}

int main(void)
{
    machine.timer_hz = 10000;
    RUN(test_the_fifo_keeps_each_byte);
    RUN(test_the_console_is_looked_at);
    RUN(test_numbers_for_the_option);
    RUN(test_a_hundred_looks_a_second);
    RUN(test_waiting);
    return unit_end("serial");
}
