#include "gic.h"

#include "board.h"
#include "gic_registers.h"

/* --- What is pending, 4.8 --- */

void gic_choose(struct gic *gic)
{
    for (unsigned word = 0; word < GIC_WORDS; word++) {
        uint32_t group1 = gic->group1[word];
        uint32_t forwarded =
            (gic->control & GIC_GROUP0 ? ~group1 : 0) | (gic->control & GIC_GROUP1 ? group1 : 0);
        gic->passes[word] = gic->enabled[word] & forwarded & gic->routed[word];
    }
}

/* Whether another CPU runs the vCPU. */
static bool is_away(const struct gic *gic)
{
    return gic->vcpu->on_cpu && !vcpu_is_here(gic->vcpu);
}

void (*lists_fetch)(struct gic *gic);

/* As lists_take_back(), but if another CPU runs the vCPU, waits until that CPU has done it. */
static void take_back_now(struct gic *gic)
{
    lists_take_back(gic);
    if (is_away(gic))
        lists_fetch(gic);
}

/* Changes a word of `latched` or `active`; or its posts, while another CPU runs the vCPU. */
static void change(struct gic *gic, uint32_t *word, struct gic_posts *posts, uint32_t bits,
                   bool set)
{
    uint32_t values = set ? bits : 0;
    if (is_away(gic)) {
        posts->bits |= bits;
        posts->values = (posts->values & ~bits) | values;
        gic->is_posted = true;
    } else {
        *word = (*word & ~bits) | values;
    }
}

static void latch(struct gic *gic, unsigned word, uint32_t bits, bool set)
{
    change(gic, &gic->latched[word], &gic->latched_posts[word], bits, set);
}

static void activate(struct gic *gic, unsigned word, uint32_t bits, bool set)
{
    change(gic, &gic->active[word], &gic->active_posts[word], bits, set);
}

void gic_leave(struct vcpu *vcpu)
{
    vcpu->more |= MORE_LISTS;
    if (cpu_kick)
        cpu_kick(vcpu->on_cpu ? vcpu->on_cpu : this_cpu());
}

static void take(uint32_t *word, struct gic_posts *posts)
{
    *word = (*word & ~posts->bits) | posts->values;
    *posts = (struct gic_posts){0};
}

void gic_take_posts(struct gic *gic)
{
    for (unsigned word = 0; word < GIC_WORDS; word++) {
        take(&gic->latched[word], &gic->latched_posts[word]);
        take(&gic->active[word], &gic->active_posts[word]);
    }
    gic->is_posted = false;
}

static void set_line(struct gic *gic, unsigned word, uint32_t bit, bool high)
{
    if (!(gic->routed[word] & bit)) {
        gic->line[word] ^= bit;
        return;
    }
    lists_take_back(gic);
    gic->line[word] ^= bit;
    if (high)
        latch(gic, word, gic->edge[word] & bit, true);
    lists_fill(gic);
}

void irq_set(struct guest *guest, unsigned line, bool high)
{
    struct board *board = guest->board;
    unsigned word = line / 32;
    uint32_t bit = 1u << line % 32;
    if (!(board->gic.line[word] & bit) == !high)
        return;
    for (unsigned n = 0; n < guest->cpus; n++)
        set_line(gic_number(board, n), word, bit, high);
}

/* One that is active stays so where it is, until it is ended there. */
void gic_route(struct guest *guest, unsigned intid, uint64_t number)
{
    unsigned word = intid / 32;
    uint32_t bit = 1u << intid % 32;
    bool latched = false;
    for (unsigned n = 0; n < guest->cpus; n++) {
        struct gic *gic = gic_number(guest->board, n);
        take_back_now(gic);
        gic->routed[word] &= ~bit;
        latched |= gic->latched[word] & bit;
        latch(gic, word, bit, false);
    }
    for (unsigned n = 0; n < guest->cpus; n++) {
        struct gic *gic = gic_number(guest->board, n);
        gic->routed[word] |= n == number ? bit : 0;
        latch(gic, word, bit, latched && n == (number < guest->cpus ? number : 0));
        gic_choose(gic);
        lists_fill(gic);
    }
}

void gic_send(struct gic *gic, unsigned intid, bool group1)
{
    uint32_t bit = 1u << intid % 16;
    if (!(gic->group1[0] & bit) != !group1)
        return; /* 12.1.10: only one of the group that the interrupt has */
    lists_take_back(gic);
    latch(gic, 0, bit, true);
    lists_fill(gic);
}

void gic_end(struct gic *gic, unsigned intid)
{
    lists_take_back(gic);
    activate(gic, intid / 32, 1u << intid % 32, false);
    lists_fill(gic);
}

/* --- Registers that both devices have, 12.8 and 12.10 --- */

#define BITS_KIND(offset) ((offset) & ~0x7ful)
#define BITS_WORD(offset) ((offset) % 0x80 / 4)

static uint32_t read_bits(const struct gic *gic, uint64_t kind, unsigned word)
{
    switch (kind) {
    case IGROUPR:
        return gic->group1[word];
    case ISENABLER:
    case ICENABLER:
        return gic->enabled[word];
    case ISPENDR:
    case ICPENDR:
        return gic_pending(gic, word);
    default:
        return gic->active[word];
    }
}

static void write_bits(struct gic *gic, uint64_t kind, unsigned word, uint32_t value)
{
    switch (kind) {
    case IGROUPR:
        gic->group1[word] = value;
        break;
    case ISENABLER:
        gic->enabled[word] |= value;
        break;
    case ICENABLER:
        gic->enabled[word] &= ~value;
        break;
    case ISPENDR:
        latch(gic, word, value & gic->routed[word], true);
        break;
    case ICPENDR:
        latch(gic, word, value, false);
        break;
    case ISACTIVER:
        activate(gic, word, value & gic->routed[word], true);
        break;
    case ICACTIVER:
        activate(gic, word, value, false);
        break;
    }
}

/* ICFGR's bits for 16 interrupts. */
static uint32_t read_edges(const struct gic *gic, unsigned first)
{
    uint32_t edges = gic->edge[first / 32] >> first % 32, value = 0;
    for (unsigned i = 0; i < 16; i++)
        value |= (edges >> i & 1) << (2 * i + 1);
    return value;
}

/* SGIs are edge-triggered, and PPIs level-triggered: that cannot be changed. */
static void write_edges(struct gic *gic, unsigned first, uint32_t value)
{
    for (unsigned i = 0; i < 16 && first >= 32; i++) {
        uint32_t bit = 1u << (first % 32 + i);
        gic->edge[first / 32] &= ~bit;
        gic->edge[first / 32] |= value >> (2 * i + 1) & 1 ? bit : 0;
    }
}

uint64_t gic_read(struct gic *gic, uint64_t offset, unsigned size, unsigned first, unsigned end)
{
    uint64_t intid = offset - IPRIORITYR, value = 0;
    if (offset >= IPRIORITYR && offset < IPRIORITYR_END) {
        bool known = intid >= 32 * first && intid < 32 * end && (size == 1 || size == 4);
        for (unsigned i = 0; known && i < size; i++)
            value |= (uint64_t)gic->priority[intid + i] << 8 * i;
        return value;
    }
    if (size != 4)
        return 0;
    intid = (offset - ICFGR) * 4;
    if (offset >= ICFGR && offset < ICFGR_END)
        return intid >= 32 * first && intid < 32 * end ? read_edges(gic, intid) : 0;
    unsigned word = BITS_WORD(offset);
    if (offset < IGROUPR || offset >= IPRIORITYR || word < first || word >= end)
        return 0;
    if (BITS_KIND(offset) >= ISPENDR)
        take_back_now(gic);
    return read_bits(gic, BITS_KIND(offset), word);
}

void gic_write(struct gic *gic, uint64_t offset, unsigned size, uint64_t value, unsigned first,
               unsigned end)
{
    uint64_t intid = offset - IPRIORITYR;
    unsigned word = BITS_WORD(offset);
    if (offset >= IPRIORITYR && offset < IPRIORITYR_END) {
        bool known = intid >= 32 * first && intid < 32 * end && (size == 1 || size == 4);
        for (unsigned i = 0; known && i < size; i++)
            gic->priority[intid + i] = value >> 8 * i & gic->priority_bits;
    } else if (offset >= ICFGR && offset < ICFGR_END && size == 4) {
        intid = (offset - ICFGR) * 4;
        if (intid >= 32 * first && intid < 32 * end)
            write_edges(gic, intid, value);
    } else if (offset >= IGROUPR && offset < IPRIORITYR && size == 4) {
        if (word >= first && word < end)
            write_bits(gic, BITS_KIND(offset), word, value);
    }
}
