/* Grades exercise 7.1: a guest uses the device, and each access is compared with a model of it. */
#include "chip.h"
#include "grade.h"
#include "random.h"

static struct chip *const chip = chips;

static void read_numbers(const struct chip *of, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        script_read(chip_data(of));
}

/* The guest came to its end, and each number is one that it got, or that is ready. */
static void run(const char *hint)
{
    chip_hint = hint;
    if (!script_expect(SCRIPT_SLICE, GUEST_SHUTDOWN, hint))
        return;
    uint64_t most = 0;
    for (unsigned i = 0; i < CHIPS; i++)
        most += chips[i].given + chips[i].ready;
    expect(!*script_word(DATA_FAULTS), "%u accesses of the guest were answered with a fault. %s",
           *script_word(DATA_FAULTS), hint);
    expect(noise_count() <= most, "noise() was called %lu times, and the guest got %lu numbers. %s",
           noise_count(), chips[0].given + chips[1].given, hint);
}

/* --- The points --- */

static void check_there(void)
{
    script_init();
    if (!chips_new(1))
        return;
    script_read(chip_status(chip));
    script_read(chip_control(chip));
    run("The guest only reads STATUS and CONTROL, and nothing is ready. Which sizes does your "
        "device answer?");
    expect(chip->rng.device.reads == 2, "the device answered %lu reads, it is 2. Where is it?",
           chip->rng.device.reads);
}

static void check_refill(void)
{
    if (!chips_new(1))
        return;
    for (unsigned round = 0; round < 3; round++) {
        script_write(chip_control(chip), CONTROL_REFILL);
        script_read(chip_status(chip));
        script_read(chip_control(chip));
        read_numbers(chip, chip->place.refill - 1);
        script_read(chip_status(chip));
        read_numbers(chip, 1);
        script_read(chip_status(chip));
    }
    run("A refill makes place->refill numbers ready, and each read of DATA takes one.");
}

static void check_errors(void)
{
    if (!chips_new(1))
        return;
    unsigned errors = 1 + random_below(5);
    read_numbers(chip, errors);
    script_read(chip_status(chip));
    script_write(chip_control(chip), CONTROL_REFILL);
    read_numbers(chip, chip->place.refill + 1);
    script_read(chip_status(chip));
    script_write(chip_status(chip), random_bits());
    script_read(chip_status(chip));
    read_numbers(chip, ERRORS_MAX + errors);
    script_read(chip_status(chip));
    run("An error is a read of DATA when no number is ready. A write to STATUS forgets them.");
}

static void check_early_refill(void)
{
    if (!chips_new(1))
        return;
    script_write(chip_control(chip), CONTROL_REFILL);
    read_numbers(chip, 1 + random_below(chip->place.refill - 1));
    script_write(chip_control(chip), CONTROL_REFILL);
    read_numbers(chip, chip->place.refill);
    script_read(chip_status(chip));
    read_numbers(chip, 1);
    script_read(chip_status(chip));
    run("There was a refill, and numbers were ready: now place->refill are.");
}

static void check_line(void)
{
    if (!chips_new(1))
        return;
    script_write(chip_control(chip), CONTROL_INTERRUPT);
    script_read(chip_control(chip));
    script_write(chip_control(chip), CONTROL_INTERRUPT | CONTROL_REFILL);
    read_numbers(chip, 1);
    script_write(chip_control(chip), 0);
    script_read(chip_control(chip));
    script_write(chip_control(chip), CONTROL_INTERRUPT);
    read_numbers(chip, chip->place.refill - 2);
    script_read(chip_status(chip));
    read_numbers(chip, 2);
    script_write(chip_control(chip), CONTROL_REFILL);
    script_write(chip_control(chip), CONTROL_INTERRUPT);
    run("The line is high while a number is ready and the interrupt is on. What changes that?");
}

/* Its handler reads DATA. What it has read is what the model has seen already. */
static void check_interrupts(void)
{
    if (!chips_new(1))
        return;
    unsigned refill = chip->place.refill, count = 2 * refill;
    script_take(chip_data(chip));
    script_interrupts(chip->place.line);
    script_write(chip_control(chip), CONTROL_INTERRUPT | CONTROL_REFILL);
    script_add(SCRIPT_WAIT, 0, 0, 0);
    script_add(SCRIPT_UNTIL, 0, 0, refill);
    script_read(chip_status(chip));
    script_write(chip_control(chip), CONTROL_REFILL);
    script_read(chip_status(chip));
    script_write(chip_control(chip), CONTROL_INTERRUPT);
    script_add(SCRIPT_UNTIL, 0, 0, count);
    script_read(chip_status(chip));
    run("At each interrupt the guest reads DATA once.");
    expect(*script_word(DATA_COUNT) == count && chip->given == count,
           "there were two refills of %u numbers: the guest took %u interrupts, and got %lu "
           "numbers. At each interrupt it reads one. Until when is the line high?",
           refill, *script_word(DATA_COUNT), chip->given);
}

static void check_other_accesses(void)
{
    static const char hint[] = "Only aligned accesses of 4 bytes are answered: which field of "
                               "struct device says that?";
    if (!chips_new(1))
        return;
    const uint64_t registers[] = {chip_data(chip), chip_status(chip), chip_control(chip)};
    script_write(chip_control(chip), CONTROL_REFILL | CONTROL_INTERRUPT);
    for (unsigned i = 0; i < ARRAY_LENGTH(registers); i++) {
        script_add(SCRIPT_READ, 1, registers[i], 0);
        script_add(SCRIPT_READ, 2, registers[i], 0);
        script_add(SCRIPT_READ, 2, registers[i] + 2, 0);
        script_add(SCRIPT_WRITE, 1, registers[i], CONTROL_REFILL);
        script_add(SCRIPT_WRITE, 2, registers[i], 0);
    }
    script_read(chip_status(chip));
    chip_hint = hint;
    if (!script_expect(SCRIPT_SLICE, GUEST_SHUTDOWN, hint))
        return;
    expect(
        chip->rng.device.reads == 1 && chip->rng.device.writes == 1,
        "accesses of one and two bytes: the device answered %lu reads and %lu writes of them. %s",
        chip->rng.device.reads - 1, chip->rng.device.writes - 1, hint);
    script_begin();
    for (uint64_t offset = 0; offset < chip->place.bytes; offset += 4) {
        if (chip->place.base + offset != chip_data(chip))
            script_read(chip->place.base + offset);
        if (chip->place.base + offset != chip_control(chip))
            script_write(chip->place.base + offset, CONTROL_REFILL | CONTROL_INTERRUPT);
    }
    script_read(chip_status(chip));
    run("What is no register reads 0, and ignores writes.");
}

static void check_two(void)
{
    if (!chips_new(2))
        return;
    script_write(chip_control(&chips[0]), CONTROL_REFILL);
    script_read(chip_status(&chips[1]));
    read_numbers(&chips[1], 2);
    script_write(chip_control(&chips[1]), CONTROL_REFILL | CONTROL_INTERRUPT);
    script_read(chip_status(&chips[0]));
    for (unsigned i = 0; i < 3; i++) {
        read_numbers(&chips[0], 1);
        read_numbers(&chips[1], 1);
    }
    script_read(chip_control(&chips[0]));
    script_read(chip_control(&chips[1]));
    script_read(chip_status(&chips[0]));
    script_read(chip_status(&chips[1]));
    run("The guest has two of them. Where is what belongs to one?");
}

const struct point points[] = {
    {"the device is there", check_there},
    {"a refill, and each number once", check_refill},
    {"no number is ready", check_errors},
    {"a refill before the end", check_early_refill},
    {"the line", check_line},
    {"a guest that takes the interrupts", check_interrupts},
    {"other accesses", check_other_accesses},
    {"two devices", check_two},
    {},
};

int main(void)
{
    check_points();
}
