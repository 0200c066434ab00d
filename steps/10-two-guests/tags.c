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
    count = tags;
    return OK;
}

void tag_take(struct share *share)
{
    struct vcpu *vcpu = share->vcpu;
    if (given == count) {
        tags_turn++;
        for (unsigned i = 0; i < shares_count; i++)
            shares[i]->is_prepared = false;
        given = 0;
        tags_flush(count, vcpu);
    }
    share->tag_turn = tags_turn;
    vcpu->guest->stage2.tag = given++;
    vcpu_set_tag(vcpu);
}
