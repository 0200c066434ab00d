/* Every register of every device, with every width, and values of all kinds. */
#include "sweep.h"

enum action { READ, WRITE_ZEROS, WRITE_ONES, WRITE_BIT, WRITE_RANDOM, ACTIONS };
#define WIDTHS 4

#define STRIDE  1000003 /* a prime: from one case to the next */
#define ALIGNED 12000   /* after them so many that are aligned, more of which are answered */
#define OTHERS  8       /* one in so many is do_other() */

#ifndef SEED
#define SEED 1 /* others by hand */
#endif

static uint64_t random_bits(void)
{
    static uint64_t state = SEED * 0x9e3779b97f4a7c15;
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

/* --- One case --- */

static struct {
    unsigned long address;
    unsigned width, action;
    uint64_t value;
} now; /* what is tried */

static uint64_t value_for(enum action action)
{
    switch (action) {
    case WRITE_ZEROS:
        return 0;
    case WRITE_ONES:
        return -1ull;
    case WRITE_BIT:
        return 1ull << random_bits() % (8u << now.width);
    default:
        return random_bits();
    }
}

static void access_device(void)
{
    if (now.action == READ)
        read_register(now.address, now.width);
    else
        write_register(now.address, now.width, now.value);
}

static void other(void)
{
    do_other(now.value % 64, now.value >> 6);
}

/* What an interrupt ends is done again without; half of them are acknowledged, the others come
 * again. Returns whether it faulted. */
static unsigned interrupted;

static int try(void (*function)(void))
{
    if (random_bits() & 1) {
        if (!guarded(function, 1))
            return 0;
        interrupted++;
        if (random_bits() & 1)
            guarded(acknowledge, 0);
    }
    return guarded(function, 0);
}

/* --- All of them --- */

static unsigned long all_bytes(void)
{
    unsigned long bytes = 0;
    for (unsigned i = 0; i < window_count; i++)
        bytes += windows[i].bytes;
    return bytes;
}

static int try_case(unsigned long number, int aligned)
{
    const struct window *window = windows;
    now.action = number % ACTIONS;
    now.width = number / ACTIONS % WIDTHS;
    now.value = value_for(now.action);
    number /= ACTIONS * WIDTHS;
    while (number >= window->bytes)
        number -= window++->bytes;
    now.address = window->base + number;
    if (aligned)
        now.address &= -(1ul << now.width);
    int faults = try(access_device);
    if (random_bits() % OTHERS == 0) {
        now.value = random_bits();
        try(other);
    }
    return faults;
}

static void print_pair(uint64_t n, const char *what)
{
    print_number(n);
    print(what);
}

int main(void)
{
    unsigned long cases = all_bytes() * WIDTHS * ACTIONS, number = 0, faults = 0;
    guarded(prepare, 0);
    for (unsigned long i = 0; i < cases; i++) {
        number = (number + STRIDE) % cases;
        faults += try_case(number, 0);
    }
    for (unsigned i = 0; i < ALIGNED; i++)
        faults += try_case(random_bits() % cases, 1);
    print("\nsweep: ");
    print_pair(cases + ALIGNED, " accesses, ");
    print_pair(faults, " faults, ");
    print_pair(interrupted, " interrupted\n");
    return 0;
}
