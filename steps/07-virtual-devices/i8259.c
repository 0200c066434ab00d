#include "board.h"

#include ARCH_HEADER(interrupts)

/* --- The two ports of a chip --- */

enum { COMMAND, DATA }; /* A0 */
enum { IS_ICW1 = 0x10, ICW1_IC4 = 0x01, ICW1_SNGL = 0x02 };
enum { ICW2 = 1, ICW3 = 2, ICW4 = 4 }; /* in i8259_chip.words */
enum { ICW2_VECTOR = 0xf8, ICW4_AEOI = 0x02, ICW4_SFNM = 0x10 };
enum { OCW2_EOI = 0x20, OCW2_SL = 0x40, OCW2_R = 0x80 };
enum { IS_OCW3 = 0x08, OCW3_RIS = 0x01, OCW3_RR = 0x02, OCW3_P = 0x04 };
enum { OCW3_SMM = 0x20, OCW3_ESMM = 0x40 };
enum { POLLED_INTERRUPT = 0x80 };

/* Only with automatic EOI is the next interrupt not after the guest's own EOI, so that the chip has
 * to know at once when this one is taken. */
static void set_auto_eoi(struct i8259_chip *chip, bool auto_eoi)
{
    const struct i8259_chip *chips = chip->pair->chips;
    chip->auto_eoi = auto_eoi;
    intr_tell_when_taken(chip->device.guest->board->vcpu, chips[0].auto_eoi || chips[1].auto_eoi);
}

/* Edges are forgotten: a line that is high has to go low, and rise again. */
static void write_icw1(struct i8259_chip *chip, uint8_t value)
{
    chip->requests = chip->lines & chip->level;
    chip->in_service = chip->masked = 0;
    chip->lowest = 7;
    set_auto_eoi(chip, false);
    chip->rotates = chip->special_nested = false;
    chip->special_mask = chip->reads_isr = chip->polled = false;
    chip->words = ICW2 | (value & ICW1_SNGL ? 0 : ICW3) | (value & ICW1_IC4 ? ICW4 : 0);
}

/* In special mask mode, a non-specific EOI does not end what is masked. */
static void write_ocw2(struct i8259_chip *chip, uint8_t value)
{
    int line = value % 8;
    if (!(value & OCW2_SL))
        line = i8259_highest(chip, chip->in_service & ~(chip->special_mask ? chip->masked : 0));
    if (!(value & (OCW2_EOI | OCW2_SL))) {
        chip->rotates = value & OCW2_R; /* at each automatic EOI */
        return;
    }
    if (line == I8259_NONE)
        return;
    if (value & OCW2_EOI)
        chip->in_service &= ~(1 << line);
    if (value & OCW2_R)
        chip->lowest = line;
}

static void write_ocw3(struct i8259_chip *chip, uint8_t value)
{
    chip->polled = value & OCW3_P;
    if (value & OCW3_RR && !chip->polled)
        chip->reads_isr = value & OCW3_RIS;
    if (value & OCW3_ESMM)
        chip->special_mask = value & OCW3_SMM;
}

static void write_data(struct i8259_chip *chip, uint8_t value)
{
    uint8_t word = chip->words & -chip->words; /* the next one */
    chip->words -= word;
    if (word == ICW2)
        chip->vector = value & ICW2_VECTOR;
    else if (word == ICW4) {
        set_auto_eoi(chip, value & ICW4_AEOI);
        chip->special_nested = value & ICW4_SFNM;
    } else if (!word)
        chip->masked = value; /* OCW1 */
}

/* The 8254 sets no deadline while its line is masked. So it passes on its edges before the guest
 * can see the chip's state, and afterwards decides whether it needs a deadline. */
static void watch_timer(const struct i8259_chip *chip)
{
    if (i8259_is_first(chip))
        i8254_update(&chip->device.guest->board->pit);
}

static void write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct i8259_chip *chip = (struct i8259_chip *)device; /* its first member */
    bool masks = offset == DATA || value & IS_ICW1;
    if (masks)
        watch_timer(chip);
    i8259_settle(chip->pair, device->guest);
    if (offset == DATA)
        write_data(chip, value);
    else if (value & IS_ICW1)
        write_icw1(chip, value);
    else if (value & IS_OCW3)
        write_ocw3(chip, value);
    else
        write_ocw2(chip, value);
    i8259_offer(chip->pair, device->guest);
    if (masks)
        watch_timer(chip);
}

/* "Poll Command": the next read is the acknowledge. */
static uint8_t poll(struct i8259_chip *chip)
{
    int line = i8259_ready(chip);
    chip->polled = false;
    if (line == I8259_NONE)
        return 0;
    i8259_take(chip, line);
    return POLLED_INTERRUPT | line;
}

static uint64_t read(struct device *device, uint64_t offset, unsigned size)
{
    struct i8259_chip *chip = (struct i8259_chip *)device;
    uint8_t value = chip->masked;
    if (offset == DATA && !chip->polled)
        return value;
    watch_timer(chip);
    i8259_settle(chip->pair, device->guest);
    if (chip->polled)
        value = poll(chip);
    else
        value = chip->reads_isr ? chip->in_service : i8259_requests(chip);
    i8259_offer(chip->pair, device->guest);
    return value;
}

/* --- ELCR --- */

/* The lines of the 8254, of the keyboard and of the second chip, and those of the clock and of the
 * coprocessor, are edge-triggered for ever. */
static const uint8_t can_be_level[] = {0xf8, 0xde};

static void write_trigger(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct i8259 *pic = &device->guest->board->pic;
    struct i8259_chip *chip = &pic->chips[offset];
    i8259_settle(pic, device->guest);
    chip->level = value & can_be_level[offset];
    chip->requests = (chip->requests & ~chip->level) | (chip->lines & chip->level);
    i8259_offer(pic, device->guest);
}

static uint64_t read_trigger(struct device *device, uint64_t offset, unsigned size)
{
    return device->guest->board->pic.chips[offset].level;
}

/* --- The start --- */

error i8259_init(struct guest *guest, struct i8259 *pic)
{
    static const struct device ports = {
        .space = SPACE_PORTS, .bytes = 2, .sizes = 1, .read = read, .write = write};
    static const char *const names[] = {"pic1", "pic2"};
    *pic = (struct i8259){.offered = I8259_NONE};
    for (unsigned i = 0; i < 2; i++) {
        struct i8259_chip *chip = &pic->chips[i];
        *chip = (struct i8259_chip){.device = ports, .pair = pic, .masked = 0xff, .lowest = 7};
        chip->device.name = names[i];
        chip->device.base = i ? 0xa0 : 0x20;
        chip->vector = i ? 0x70 : 0x08;
        TRY(device_add(guest, &chip->device));
    }
    pic->trigger = (struct device){.name = "elcr",
                                   .space = SPACE_PORTS,
                                   .base = 0x4d0,
                                   .bytes = 2,
                                   .sizes = 1,
                                   .read = read_trigger,
                                   .write = write_trigger};
    return device_add(guest, &pic->trigger);
}
