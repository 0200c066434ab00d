#include "tags.h"

#include "options.h"

unsigned tags_turn = 1;

static unsigned count; /* in a turn */
static unsigned given; /* of them, in this turn */

error tags_init(void)
{
    uint64_t most = tags_of_cpu(), tags = most;
    TRY(boot_number("tags", &tags));
    if (!tags || tags > most)
        return error_of("tags=%lu: this CPU has 1 to %lu", tags, most);
    if (tags < cpus_count)
        return error_of("tags=%lu: %u CPUs run guests, and each guest needs one", tags, cpus_count);
    count = tags;
    return OK;
}

/* A guest that runs on another CPU keeps its tag in the new turn. */
static void begin_turn(struct vcpu *next)
{
    tags_turn++;
    given = 0;
    for (unsigned i = 0; i < shares_count; i++) {
        struct share *share = shares[i];
        share->prepared_for = NULL;
        if (share->cpu)
            shares[share->vcpu->guest->number]->tag_turn = tags_turn;
    }
    tags_flush(count, next);
    if (stage2_flush_everywhere)
        stage2_flush_everywhere(&next->guest->stage2);
}

/* Whether another guest has it in this turn: one that ran when the turn began. */
static bool is_kept(const struct guest *guest)
{
    for (unsigned i = 0; i < shares_count; i++) {
        const struct guest *other = shares[i]->vcpu->guest;
        if (other != guest && shares[other->number]->tag_turn == tags_turn &&
            other->stage2.tag == guest->stage2.tag)
            return true;
    }
    return false;
}

void tag_take(struct share *share)
{
    struct vcpu *vcpu = share->vcpu;
    do {
        if (given == count)
            begin_turn(vcpu);
        vcpu->guest->stage2.tag = given++;
    } while (is_kept(vcpu->guest));
    share->tag_turn = tags_turn;
    vcpu_set_tag(vcpu);
}
