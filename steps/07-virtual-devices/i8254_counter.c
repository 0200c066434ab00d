/* A counter of the 8254: what it counts, and what its output is. */
#include "i8254.h"

static uint64_t elapsed(const struct i8254_counter *counter, uint64_t at)
{
    return counter->counted + (counter->counting ? at - counter->since : 0);
}

/* In modes 2 and 3 "a new count written while counting does not affect the current counting
 * sequence". */
void counter_begin_next(struct i8254_counter *counter, uint64_t at)
{
    if (!counter_repeats(counter) || !counter->next || elapsed(counter, at) < counter->count)
        return;
    counter->since += counter->count;
    counter->count = counter->next;
    counter->next = 0;
}

/* In those modes: from now on the time is that since the start of this cycle. */
static void begin_cycle(struct i8254_counter *counter, uint64_t at)
{
    counter_begin_next(counter, at);
    if (counter_repeats(counter))
        counter->since += elapsed(counter, at) / counter->count * counter->count;
}

uint16_t counter_value(struct i8254_counter *counter, uint64_t at)
{
    unsigned modulus = counter->bcd ? 10000 : 65536;
    counter_begin_next(counter, at);
    uint64_t count = counter->count, past = elapsed(counter, at);
    if (counter->mode == 3) /* by twos */
        count -= 2 * past % count;
    else if (counter->mode == 2)
        count -= past % count;
    else
        count += modulus - past % modulus;
    count %= modulus;
    if (!counter->bcd)
        return count;
    return count / 1000 << 12 | count / 100 % 10 << 8 | count / 10 % 10 << 4 | count % 10;
}

/* Mode by mode: Intel 231164, "Mode Definitions". */
bool counter_output(struct i8254_counter *counter, uint64_t at)
{
    counter_begin_next(counter, at);
    uint64_t count = counter->count, past = elapsed(counter, at);
    switch (counter->mode) {
    case 0:
        return counter->loaded && past >= count;
    case 1:
        return !counter->counting || past >= count;
    case 2:
        return !counter->counting || past % count != count - 1;
    case 3:
        return !counter->counting || past % count < (count + 1) / 2;
    }
    return !counter->counting || past != count;
}

static void start(struct i8254_counter *counter, uint64_t at, uint64_t counted)
{
    if (counter->next)
        counter->count = counter->next;
    counter->next = 0;
    counter->counting = true;
    counter->since = at;
    counter->counted = counted;
}

/* In modes 1 and 5 a new count is used when the gate rises; in 0 and 4 at once, even if the old
 * count is not finished. */
void counter_load(struct i8254_counter *counter, uint16_t value, uint64_t at)
{
    uint32_t count = value;
    if (counter->bcd)
        count =
            (value >> 12) * 1000 + (value >> 8 & 15) * 100 + (value >> 4 & 15) * 10 + value % 16;
    if (!count)
        count = counter->bcd ? 10000 : 65536;
    counter->loaded = true;
    if (counter->counting && !counter_pauses(counter)) {
        begin_cycle(counter, at);
        counter->next = count;
        return;
    }
    counter->count = count;
    counter->counted = 0;
    counter->counting = false;
    if (counter->gate && !counter_is_triggered(counter))
        start(counter, at, 0);
}

void counter_set_gate(struct i8254_counter *counter, bool gate, uint64_t at)
{
    if (gate == counter->gate)
        return;
    counter->gate = gate;
    if (!gate && !counter_is_triggered(counter)) {
        counter->counted = elapsed(counter, at);
        counter->counting = false;
    } else if (gate && counter->loaded) {
        start(counter, at, counter_pauses(counter) ? counter->counted : 0);
    }
}
