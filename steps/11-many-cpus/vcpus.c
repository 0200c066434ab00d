#include "vcpus.h"

#include "doorbell.h"
#include "options.h"
#include "own_exits.h"
#include "page_alloc.h"
#include "save.h"

/* A CPU of a guest after its first. */
struct other {
    struct vcpu vcpu;
    struct share share;
};

static struct other *others[GUESTS_MOST][VCPUS_MOST];

static struct share *share_of(const struct vcpu *vcpu)
{
    unsigned guest = vcpu->guest->number;
    return vcpu->number ? &others[guest][vcpu->number]->share : shares[guest];
}

/* --- The start --- */

static error read_options(struct vm *vm, struct share *first)
{
    uint64_t count = 1, pin = CPUS_MOST;
    TRY(boot_number("vcpus", &count));
    TRY(boot_number("pin", &pin));
    if (!count || count > VCPUS_MOST)
        return error_of("vcpus=%lu: it can be 1 to %u", count, VCPUS_MOST);
    if (pin != CPUS_MOST && pin >= cpus_count)
        return error_of("pin=%lu: the machine has %u CPUs, from 0 on", pin, cpus_count);
    vm->cpus = count;
    first->pin = pin == CPUS_MOST ? NULL : cpus[pin];
    return OK;
}

static error make_other(struct guest *guest, unsigned number, const struct share *first)
{
    struct other **other = &others[guest->number][number];
    if (!*other)
        *other = page_alloc(order_of(sizeof **other));
    if (!*other)
        return error_of("vcpus=%u: no memory for so many CPUs", guest->cpus);
    struct vcpu *vcpu = &(*other)->vcpu;
    if (!vcpu->ring.slots)
        (*other)->share = (struct share){.vcpu = vcpu, .weight = first->weight, .pin = first->pin};
    (*other)->share.state = SHARE_OFF;
    (*other)->share.enters = NULL; /* what it asked for in a former life */
    TRY(vcpu->ring.slots ? vcpu_renew(vcpu) : vcpu_init(vcpu, guest, number));
    vcpu_load_beside(vcpu);
    vcpu_save(vcpu);
    return OK;
}

static error make(struct vm *vm, struct share *first)
{
    own_exits_of(&vm->guest);
    for (unsigned n = 1; n < vm->guest.cpus; n++)
        TRY(make_other(&vm->guest, n, first));
    return OK;
}

static void add_shares(struct guest *guest)
{
    for (unsigned n = 1; n < guest->cpus; n++)
        scheduler_add(share_of(guest->vcpus[n]));
}

/* --- On and off --- */

enum turn_on_problem vcpu_turn_on(struct guest *guest, uint64_t number, uint64_t entry,
                                  uint64_t argument)
{
    if (number >= guest->cpus)
        return NO_SUCH_CPU;
    struct vcpu *vcpu = guest->vcpus[number];
    if (share_of(vcpu)->state != SHARE_OFF)
        return IS_ON_ALREADY;
    if (entry < guest->ram.base || entry - guest->ram.base >= guest->ram.size)
        return NOT_ITS_MEMORY;
    vcpu_reset(vcpu);
    vcpu_start_at(vcpu, entry, argument);
    scheduler_turn_on(share_of(vcpu));
    return TURNED_ON;
}

bool vcpu_is_on(const struct vcpu *vcpu)
{
    return share_of(vcpu)->state < SHARE_ENDED;
}

/* Whether another CPU of its guest runs or will: one that waits may wait for ever. */
static bool others_can_wake(const struct vcpu *vcpu)
{
    const struct guest *guest = vcpu->guest;
    for (unsigned n = 0; n < guest->cpus; n++) {
        const struct vcpu *other = guest->vcpus[n];
        if (other != vcpu && vcpu_is_on(other) &&
            (share_of(other)->state != SHARE_WAITS || vcpu_has_interrupt(other) ||
             vcpu_can_wake(other) || doorbell_can_wake(other)))
            return true;
    }
    return false;
}

enum guest_action vcpu_turn_off(struct vcpu *vcpu)
{
    if (others_can_wake(vcpu))
        return GUEST_TURNS_OFF;
    vcpu->why_stopped = "it turns its last CPU off, and nothing can turn one on again";
    return GUEST_STOPPED;
}

bool vcpu_turn_off_here(struct vcpu *vcpu)
{
    struct share *share = share_of(vcpu);
    if (share->cpu)
        return false;
    scheduler_remove(share);
    share->state = SHARE_OFF;
    return true;
}

/* --- Between a guest's CPUs --- */

void vcpu_notify(struct vcpu *vcpu)
{
    if (vcpu->on_cpu && !vcpu_is_here(vcpu))
        cpu_kick(vcpu->on_cpu);
    else
        scheduler_wake();
}

static bool others_run(struct vcpu *vcpu)
{
    const struct guest *guest = vcpu->guest;
    bool run = false;
    for (unsigned n = 0; n < guest->cpus; n++) {
        struct share *share = share_of(guest->vcpus[n]);
        if (guest->vcpus[n] == vcpu || share->state == SHARE_ENDED)
            continue;
        run |= share->cpu != NULL;
        if (share->cpu)
            cpu_kick(share->cpu);
        else
            scheduler_remove(share);
    }
    return run;
}

void vcpus_init(void)
{
    static const struct guests_more more = {read_options, make, add_shares, others_run,
                                            others_can_wake};
    guests_more = &more;
    vcpus_offer_calls();
}
