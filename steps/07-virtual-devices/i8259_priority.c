/* Which interrupt the two 8259 offer their CPU. */
#include "board.h"

#include ARCH_HEADER(interrupts)

#define CASCADE 2 /* the line of the first chip at which the second one is */

/* --- Priorities --- */

/* The line with the highest priority of those bits; I8259_NONE of none. */
int i8259_highest(const struct i8259_chip *chip, uint8_t lines)
{
    unsigned first = (chip->lowest + 1) % 8;
    unsigned twice = lines | lines << 8;
    return lines ? (__builtin_ctz(twice >> first) + first) % 8 : (unsigned)I8259_NONE;
}

static bool is_higher(const struct i8259_chip *chip, int line, int than)
{
    unsigned first = chip->lowest + 1u;
    return than == I8259_NONE || (line - first) % 8 < (than - first) % 8;
}

/* The line of those bits for which the chip asks for its CPU now: unmasked, and higher than what is
 * in service. */
static int ready_of(const struct i8259_chip *chip, uint8_t requests)
{
    uint8_t busy = chip->in_service;
    int line = i8259_highest(chip, requests & ~chip->masked);
    if (line == I8259_NONE || !busy)
        return line;
    if (chip->special_mask) /* what is in service and masked holds nothing up */
        busy &= ~chip->masked;
    if (chip->special_nested && i8259_is_first(chip)) /* nor does the second chip itself */
        busy &= ~(1 << CASCADE);
    return is_higher(chip, line, i8259_highest(chip, busy)) ? line : I8259_NONE;
}

/* The second chip's output is low during an acknowledge, so each of its requests is an edge. */
uint8_t i8259_requests(const struct i8259_chip *chip)
{
    if (!i8259_is_first(chip))
        return chip->requests;
    const struct i8259_chip *second = chip + 1;
    if (!second->requests || ready_of(second, second->requests) == I8259_NONE)
        return chip->requests;
    return chip->requests | 1 << CASCADE;
}

int i8259_ready(const struct i8259_chip *chip)
{
    return ready_of(chip, i8259_requests(chip));
}

bool i8259_lets_through(const struct i8259 *pic, unsigned line)
{
    const struct i8259_chip *chip = &pic->chips[line / 8];
    if (ready_of(chip, 1 << line % 8) == I8259_NONE)
        return false;
    return i8259_is_first(chip) || ready_of(pic->chips, 1 << CASCADE) != I8259_NONE;
}

bool i8259_can_rise(const struct i8259 *pic, unsigned line)
{
    const struct i8259_chip *chip = &pic->chips[line / 8];
    return i8259_lets_through(pic, line) && !(chip->lines & ~chip->level & 1 << line % 8);
}

/* --- The CPU --- */

/* The CPU acknowledges an interrupt. */
void i8259_take(struct i8259_chip *chip, int line)
{
    uint8_t bit = 1 << line;
    if (!chip->auto_eoi)
        chip->in_service |= bit;
    else if (chip->rotates)
        chip->lowest = line;
    chip->requests &= ~bit | chip->level;
}

/* The chips learn only here, at their next use, that the CPU has taken an interrupt. Until then
 * their state is not looked at, and no line changes. */
void i8259_settle(struct i8259 *pic, const struct guest *guest)
{
    int line = pic->offered;
    vcpu_hold(guest->board->vcpu);
    if (line == I8259_NONE || intr_waits(guest->board->vcpu))
        return;
    pic->offered = I8259_NONE;
    if (line >= 8)
        i8259_take(&pic->chips[1], line - 8);
    i8259_take(&pic->chips[0], line >= 8 ? CASCADE : line);
}

/* After each change of the chips' state the CPU is offered the right interrupt. So it never
 * acknowledges one that is no longer there, and spurious ones (of line 7, or 15) do not occur. */
void i8259_offer(struct i8259 *pic, const struct guest *guest)
{
    const struct i8259_chip *chip = pic->chips;
    int line = i8259_ready(chip);
    pic->offered = line;
    if (line == CASCADE) {
        line = i8259_ready(++chip);
        pic->offered = 8 + line;
    }
    if (line == I8259_NONE)
        intr_withdraw(guest->board->vcpu);
    else
        intr_offer(guest->board->vcpu, chip->vector + line);
}

void i8259_interrupt_taken(struct guest *guest, struct i8259 *pic)
{
    i8259_settle(pic, guest);
    i8259_offer(pic, guest);
}

static void set_request(struct guest *guest, unsigned line, bool high)
{
    struct i8259 *pic = &guest->board->pic;
    struct i8259_chip *chip = &pic->chips[line / 8];
    uint8_t bit = 1 << line % 8;
    i8259_settle(pic, guest);
    chip->lines = high ? chip->lines | bit : chip->lines & ~bit;
    chip->requests = high ? chip->requests | bit : chip->requests & ~bit;
    i8259_offer(pic, guest);
}

/* A request ends if its line does, before the CPU has acknowledged it: "IR inputs must remain high
 * until after the falling edge of the first INTA". */
void irq_set(struct guest *guest, unsigned line, bool high)
{
    if (high != (guest->board->pic.chips[line / 8].lines >> line % 8 & 1))
        set_request(guest, line, high);
}

/* Mostly there is nothing that it has to be compared with: what is not offered then is masked. */
void i8259_timer_edge(struct guest *guest)
{
    struct i8259 *pic = &guest->board->pic;
    struct i8259_chip *chip = pic->chips;
    if (pic->offered != I8259_NONE || chip->in_service) {
        set_request(guest, IRQ_PIT, true);
        return;
    }
    chip->lines |= 1 << IRQ_PIT;
    chip->requests |= 1 << IRQ_PIT;
    if (chip->masked & 1 << IRQ_PIT)
        return;
    pic->offered = IRQ_PIT;
    intr_offer(guest->board->vcpu, chip->vector + IRQ_PIT);
}
