#include "pauses.h"

#include "interrupts.h"
#include "save.h"

/* The deadline itself is all: shares that pause are looked at after every deadline. */
static enum guest_action time_to_look(struct vcpu *vcpu, struct deadline *deadline)
{
    return GUEST_RESUMES;
}

void pause_init(struct share *share)
{
    share->wake = (struct deadline){.reached = time_to_look, .when = NEVER};
}

/* The guest's own timer ends the wait, if it has one that the host does not know of. */
void pause_to_wait(struct share *share, uint64_t now)
{
    uint64_t when = vcpu_wakes_at(share->vcpu);
    share->state = SHARE_WAITS;
    share->since = now;
    if (when != NEVER)
        deadline_set(&share->wake, when);
}

void pause_to_rest(struct share *share, uint64_t now)
{
    share->state = SHARE_RESTS;
    share->since = now;
    deadline_set(&share->wake, share->rests_until);
}

bool pause_ends(struct share *share)
{
    uint64_t now = time_counter(), paused = now - share->since;
    if (share->state == SHARE_WAITS && vcpu_has_interrupt(share->vcpu))
        share->waited += paused;
    else if (share->state == SHARE_RESTS && now >= share->rests_until)
        share->rested += paused;
    else
        return false;
    deadline_clear(&share->wake);
    if (now < share->rests_until)
        pause_to_rest(share, now);
    return now >= share->rests_until;
}

bool pauses_are_over(void)
{
    for (unsigned i = 0; i < shares_count; i++) {
        if (shares[i]->state != SHARE_ENDED && shares[i]->state != SHARE_OFF)
            return false;
    }
    return true;
}
