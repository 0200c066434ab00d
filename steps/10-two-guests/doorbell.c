#include "doorbell.h"

#include "hypercalls.h"
#include "memory_map.h"
#include "options.h"
#include "page_alloc.h"
#include "scheduler.h"
#include "string.h"

static struct party {
    struct guest *guest; /* NULL: it shares nothing, or has ended */
    uint64_t rings;      /* since its last answer */
} parties[GUESTS_MOST];

static void *page; /* of all that share one */

/* --- The page --- */

error doorbell_add(struct guest *guest)
{
    const char *rights = boot_option("share-page", NULL);
    bool writes = rights && !strcmp(rights, "rw");
    if (!rights)
        return OK;
    if (!writes && strcmp(rights, "ro"))
        return error_of("share-page=%s: it can be rw or ro", rights);
    if (guest_region_at(guest, GUEST_SHARED)) /* whose pages are freed at its end */
        return error_of("share-page: its memory fills 0x%lx, the page's place (--guest-mem)",
                        (uint64_t)GUEST_SHARED);
    if (!page)
        page = page_alloc(0);
    if (!page)
        return error_of("no memory for the page that guests share");
    memory_clean(page, PAGE_SIZE); /* a guest starts with its caches off */
    parties[guest->number] = (struct party){.guest = guest};
    return stage2_map(&guest->stage2, GUEST_SHARED, (uint64_t)page, PAGE_SIZE,
                      STAGE2_R | (writes ? STAGE2_W : 0));
}

/* --- Lines --- */

static struct party *party_of(const struct guest *guest)
{
    struct party *party = &parties[guest->number];
    return party->guest ? party : NULL;
}

/* Raises the lines of all others. Returns how many they are. */
static unsigned raise_lines(const struct guest *guest, unsigned rings)
{
    unsigned count = 0;
    for (struct party *party = parties; party < parties + GUESTS_MOST; party++) {
        if (!party->guest || party->guest == guest)
            continue;
        party->rings += rings;
        irq_set(party->guest, doorbell_line, true);
        count++;
    }
    if (count)
        scheduler_wake();
    return count;
}

void doorbell_leave(struct guest *guest)
{
    if (!party_of(guest))
        return;
    parties[guest->number].guest = NULL;
    raise_lines(guest, 0);
}

/* Whether the share's guest can still ring: not if it waits, and only a doorbell can wake it. */
static bool may_ring(const struct share *share)
{
    const struct vcpu *vcpu = share->vcpu;
    if (!party_of(vcpu->guest) || share->state >= SHARE_ENDED)
        return false;
    return share->state != SHARE_WAITS || vcpu_has_interrupt(vcpu) || vcpu_can_wake(vcpu);
}

bool doorbell_can_wake(const struct vcpu *vcpu)
{
    bool others = false;
    for (unsigned n = 0; n < shares_count; n++)
        others |= shares[n]->vcpu->guest != vcpu->guest && may_ring(shares[n]);
    return others && party_of(vcpu->guest) && vcpu_can_wake_by(vcpu, doorbell_line);
}

/* --- The calls: -1 if the guest shares no page --- */

/* The page's GPA. */
static int64_t find_page(struct guest *guest)
{
    return party_of(guest) ? (int64_t)GUEST_SHARED : -1;
}

/* Rings the doorbells of the others, whose lines are high from then on. Returns how many they are.
 */
static int64_t ring(struct guest *guest)
{
    return party_of(guest) ? (int64_t)raise_lines(guest, 1) : -1;
}

/* The guest's own line is low again. Returns how often it was rung since the last answer. */
static int64_t answer(struct guest *guest)
{
    struct party *party = party_of(guest);
    if (!party)
        return -1;
    int64_t rings = party->rings;
    party->rings = 0;
    irq_set(guest, doorbell_line, false);
    return rings;
}

static enum guest_action handle_page(struct vcpu *vcpu)
{
    return doorbell_call(vcpu, find_page);
}

static enum guest_action handle_ring(struct vcpu *vcpu)
{
    return doorbell_call(vcpu, ring);
}

static enum guest_action handle_answer(struct vcpu *vcpu)
{
    return doorbell_call(vcpu, answer);
}

void doorbell_init(void)
{
    hypercall_offer(doorbell_extension, doorbell_number, handle_page);
    hypercall_offer(doorbell_extension, doorbell_number + 1, handle_ring);
    hypercall_offer(doorbell_extension, doorbell_number + 2, handle_answer);
    doorbell_describe();
}
