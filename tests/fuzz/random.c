/* Random numbers, addresses and instructions. */
#include "fuzz.h"

uint64_t random_guest_address(void)
{
    return GUEST_BASE + random_below(GUEST_MEMORY);
}

/* Where something begins or ends: the guest's memory, the hypervisor, what addresses can say. */
static uint64_t random_edge(void)
{
    const uint64_t edges[] = {
        0,
        GUEST_BASE,
        GUEST_BASE + PAGE_SIZE * random_below(GUEST_PAGES + 1),
        GUEST_BASE + GUEST_MEMORY,
        TABLE_GPA,
        (uintptr_t)image_start,
        (uintptr_t)image_end,
        (uintptr_t)boot_stack_top,
        (uintptr_t)guest_page(random_below(GUEST_PAGES)),
        random_bits() >> random_below(64),
        1ul << random_below(64),
        ~0ul << random_below(64),
    };
    return edges[random_below(ARRAY_LENGTH(edges))];
}

uint64_t random_address(void)
{
    switch (random_below(4)) {
    case 0:
        return random_guest_address();
    case 1:
        return random_edge();
    case 2:
        return random_edge() + random_below(32) - 16;
    default:
        return random_edge() + random_bits() % (4 * PAGE_SIZE) - 2 * PAGE_SIZE;
    }
}

/* Each pattern as often as its weight says. */
static const struct pattern *choices[256];

static unsigned weigh(const struct pattern *patterns, unsigned count)
{
    unsigned choice_count = 0;
    for (unsigned i = 0; i < count; i++) {
        for (unsigned n = 0; n < patterns[i].weight; n++)
            choices[choice_count++ % 256] = &patterns[i];
    }
    return choice_count;
}

static uint32_t likely_word(unsigned choice_count)
{
    uint64_t bits = random_bits();
    const struct pattern *choice = choices[(bits >> 32) % choice_count];
    return choice->fixed | (bits & choice->random);
}

void random_words(uint8_t *page, enum mode mode, const uint32_t call_loop[2],
                  const struct pattern *patterns, unsigned count)
{
    uint32_t *words = (uint32_t *)page;
    unsigned choice_count = weigh(patterns, count);
    for (unsigned i = 0; i < PAGE_SIZE / sizeof *words; i++) {
        if (mode == CALLS)
            words[i] = call_loop[i % 2];
        else if (mode == ANY_WORDS)
            words[i] = random_bits();
        else
            words[i] = likely_word(choice_count);
    }
}
