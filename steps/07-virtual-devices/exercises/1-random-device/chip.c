#include "chip.h"

#include "grade.h"
#include "random.h"
#include "string.h"

#define NUMBERS 8192
#define REFILLS 12 /* numbers at a refill, at most */

struct chip chips[CHIPS];
const char *chip_hint;

static unsigned chips_count;
static bool answering; /* the answer's functions run, and not another device's */

/* --- Numbers --- */

static uint32_t numbers[NUMBERS];
static bool got[NUMBERS]; /* by the guest */
static uint64_t numbers_count;

/* The low bits count, so that none comes twice. */
uint32_t noise(void)
{
    if (!expect(numbers_count < NUMBERS, "noise() is called again and again. When is it needed?"))
        return 1;
    uint32_t number = (uint32_t)random_bits() << 13 | (numbers_count + 1);
    numbers[numbers_count++] = number;
    return number;
}

uint64_t noise_count(void)
{
    return numbers_count;
}

/* Whether noise() gave it, and the guest gets it for the first time. */
static bool is_new(uint32_t number)
{
    uint64_t n = (number & (NUMBERS - 1)) - 1ul;
    if (n >= numbers_count || numbers[n] != number || got[n])
        return false;
    return got[n] = true;
}

/* --- The line --- */

void __real_irq_set(struct guest *guest, unsigned line, bool high);
void __wrap_irq_set(struct guest *guest, unsigned line, bool high);

void __wrap_irq_set(struct guest *guest, unsigned line, bool high)
{
    struct chip *chip = chips;
    while (answering && chip < chips + chips_count && chip->place.line != line)
        chip++;
    if (!expect(!answering || chip < chips + chips_count,
                "line %u is set, and the device has line %u.", line, chips[0].place.line))
        return;
    if (answering)
        chip->high = high;
    __real_irq_set(guest, line, high);
}

static void expect_line(const struct chip *chip, const char *access)
{
    bool high = chip->ready && chip->interrupt;
    expect(chip->high == high,
           "after the guest %s, %u numbers are ready, the interrupt is %s, and the line is %s. %s",
           access, chip->ready, chip->interrupt ? "on" : "off", chip->high ? "high" : "low",
           chip_hint);
}

/* --- Accesses --- */

static const char *name_of(const struct chip *chip, uint64_t offset)
{
    if (offset == chip->place.data)
        return "DATA";
    if (offset == chip->place.status)
        return "STATUS";
    return offset == chip->place.control ? "CONTROL" : "no register";
}

static void expect_data(struct chip *chip, uint64_t value)
{
    if (!chip->ready) {
        expect(!value, "DATA: no number is ready, and the guest gets 0x%lx. %s", value, chip_hint);
        chip->errors += chip->errors < ERRORS_MAX;
        return;
    }
    chip->ready--;
    chip->given++;
    expect(value, "DATA: a number is ready, and the guest gets 0. %s", chip_hint);
    expect(
        !value || is_new(value),
        "DATA: the guest gets 0x%lx, which noise() did not give, or the guest has got before. %s",
        value, chip_hint);
}

static uint64_t watch_read(struct device *device, uint64_t offset, unsigned size)
{
    struct chip *chip = (struct chip *)((char *)device - __builtin_offsetof(struct chip, rng));
    uint64_t right = 0;
    answering = true;
    uint64_t value = chip->answer.read(device, offset, size);
    answering = false;
    if (offset == chip->place.data) {
        expect_data(chip, value);
    } else {
        if (offset == chip->place.status)
            right = (chip->ready ? STATUS_READY : 0) | chip->errors << STATUS_ERRORS;
        else if (offset == chip->place.control)
            right = chip->interrupt ? CONTROL_INTERRUPT : 0;
        expect(value == right, "offset 0x%lx (%s): the guest reads 0x%lx, it is 0x%lx. %s", offset,
               name_of(chip, offset), value, right, chip_hint);
    }
    expect_line(chip, phrase("has read %s", name_of(chip, offset)));
    return value;
}

static void watch_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct chip *chip = (struct chip *)((char *)device - __builtin_offsetof(struct chip, rng));
    answering = true;
    chip->answer.write(device, offset, size, value);
    answering = false;
    if (offset == chip->place.status)
        chip->errors = 0;
    if (offset == chip->place.control) {
        chip->interrupt = value & CONTROL_INTERRUPT;
        if (value & CONTROL_REFILL)
            chip->ready = chip->place.refill;
    }
    expect_line(chip, phrase("has written 0x%lx to %s", value, name_of(chip, offset)));
}

/* --- Devices --- */

/* Three registers anywhere in the device's bytes, but never at its start. */
static void choose_place(struct chip *chip, unsigned number)
{
    uint64_t third = 8 + random_below(24), offsets[3];
    for (unsigned i = 0; i < 3; i++)
        offsets[i] = (i * third + 1 + random_below(third - 1)) * 4;
    unsigned first = random_below(3);
    chip->place = (struct place){
        .base = 0x30000000 + (random_below(1024) * CHIPS + number) * PAGE_SIZE,
        .bytes = 3 * third * 4,
        .data = offsets[first],
        .status = offsets[(first + 1) % 3],
        .control = offsets[(first + 2) % 3],
        .refill = 3 + random_below(REFILLS - 2),
    };
    do
        chip->place.line = choose_line();
    while (number && chip->place.line == chips[0].place.line);
}

static bool add(struct chip *chip)
{
    answering = true;
    error problem = rng_add(&script_guest, &chip->rng, &chip->place);
    answering = false;
    struct device *device = &chip->rng.device;
    if (!expect(!problem, "rng_add() fails: %s", problem ? problem : "") ||
        !expect(device_at(&script_guest, SPACE_MEMORY, chip->place.base) == device,
                "the guest has no device at 0x%lx, or another one than rng->device.",
                chip->place.base) ||
        !expect(device->bytes == chip->place.bytes, "the device has 0x%lx bytes, it is 0x%lx.",
                device->bytes, chip->place.bytes) ||
        !expect(device->read && device->write, "the device has no `read`, or no `write`."))
        return false;
    chip->answer = *device;
    device->read = watch_read;
    device->write = watch_write;
    return true;
}

bool chips_new(unsigned count)
{
    memset(chips, 0, sizeof chips);
    memset(got, 0, sizeof got);
    numbers_count = 0;
    script_new_board();
    script_begin();
    script_take(0);
    for (chips_count = 0; chips_count < count;) {
        choose_place(&chips[chips_count], chips_count);
        if (!add(&chips[chips_count++]))
            return false;
    }
    return true;
}

uint64_t chip_data(const struct chip *chip)
{
    return chip->place.base + chip->place.data;
}

uint64_t chip_status(const struct chip *chip)
{
    return chip->place.base + chip->place.status;
}

uint64_t chip_control(const struct chip *chip)
{
    return chip->place.base + chip->place.control;
}
