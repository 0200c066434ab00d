#include "scheduler.h"

#include "give_way.h"
#include "interrupts.h"
#include "pauses.h"
#include "save.h"
#include "tags.h"

struct share *shares[SHARES_MOST];
unsigned shares_count;

struct policy policy;
void (*scheduler_idle)(void) = host_wait;

/* The last vCPU of each guest that ran on each CPU. */
static const struct vcpu *last_here[CPUS_MOST][GUESTS_MOST];

/* --- The switch --- */

/* What is to be done before the share runs on this CPU. False if it may not run yet. */
static bool prepare(struct share *share, struct cpu *cpu, uint64_t now)
{
    struct vcpu *vcpu = share->vcpu;
    const struct guest *guest = vcpu->guest;
    const struct vcpu **last = &last_here[cpu->number][guest->number];
    if (share->rests_until > now) {
        pause_to_rest(share, now);
        return false;
    }
    if (shares[guest->number]->tag_turn != tags_turn)
        tag_take(shares[guest->number]);
    vcpu_set_tag(vcpu);
    if (*last != vcpu || share->ran_on != cpu)
        tag_flush_here(vcpu);
    *last = vcpu;
    share->ran_on = cpu;
    if (share->enters)
        share->enters(share, now);
    if (!vcpu->ring.first_entry_at)
        vcpu->ring.first_entry_at = cycle_counter();
    share->prepared_for = share->enters || share->pin || guest->cpus > 1 ? NULL : cpu;
    return true;
}

/* Seldom: the share, or if it may not run yet or here, the next one that may; NULL if none may. */
static __attribute__((noinline)) struct share *prepare_one(struct share *share, struct cpu *cpu,
                                                           uint64_t now)
{
    struct share *elsewhere = NULL, *next;
    for (; share && share->prepared_for != cpu; share = next) {
        bool may_run_here = !share->pin || share->pin == cpu;
        if (may_run_here && prepare(share, cpu, now))
            break;
        next = policy.take();
        if (may_run_here)
            continue;
        share->next = elsewhere;
        elsewhere = share;
    }
    for (; elsewhere; elsewhere = next) {
        next = elsewhere->next;
        policy.add(elsewhere);
    }
    return share;
}

static inline struct share *take(struct cpu *cpu, uint64_t now)
{
    struct share *next = cpu->take_share();
    return next && next->prepared_for != cpu ? prepare_one(next, cpu, now) : next;
}

static inline void count_time(struct share *share, uint64_t now)
{
    uint64_t ticks = now - share->since;
    share->ran += ticks;
    share->virtual_time += ticks * share->a_tick;
    share->cpu = NULL;
}

static inline struct vcpu *enter(struct share *share, struct cpu *cpu, uint64_t now)
{
    share->switches++;
    share->since = now;
    share->cpu = cpu;
    cpu->running = share;
    return share->vcpu;
}

/* What runs next, after what is due by now. */
static struct share *look(struct cpu *cpu)
{
    deadlines_run(NULL);
    wake_shares();
    return take(cpu, time_counter());
}

/* While this CPU has nothing to run, it waits, with no vCPU on it: `loaded` is what is there. */
static __attribute__((noinline)) struct vcpu *wait_for_one(struct vcpu *loaded)
{
    struct cpu *cpu = this_cpu();
    struct share *next;
    if (loaded && loaded->on_cpu)
        vcpu_save(loaded);
    cpu->running = NULL;
    while (!(next = look(cpu))) {
        if (pauses_are_over())
            return NULL;
        scheduler_idle();
    }
    struct vcpu *vcpu = vcpu_exchange(NULL, enter(next, cpu, time_counter()));
    limit_slice(cpu);
    if (loaded)
        offer_others();
    return vcpu;
}

/* It gives way here, but another CPU may have nothing to run. */
static void add_and_offer(struct share *share)
{
    policy.add(share);
    scheduler_offer(share);
}

struct vcpu *scheduler_start(void)
{
    struct cpu *cpu = this_cpu();
    cpu->add_share = scheduler_offer ? add_and_offer : policy.add;
    cpu->take_share = policy.take;
    give_way_init();
    return wait_for_one(NULL);
}

static inline struct vcpu *run_next(struct cpu *cpu, uint64_t now)
{
    struct share *next = take(cpu, now);
    return next ? enter(next, cpu, now) : wait_for_one(cpu->running->vcpu);
}

struct vcpu *scheduler_preempt(void)
{
    struct cpu *cpu = this_cpu();
    struct share *share = cpu->running;
    uint64_t now = time_counter();
    count_time(share, now);
    cpu->add_share(share);
    return run_next(cpu, now);
}

struct vcpu *scheduler_leave(enum guest_action action)
{
    struct cpu *cpu = this_cpu();
    struct share *share = cpu->running;
    uint64_t now = time_counter();
    count_time(share, now);
    if (action == GUEST_WAITS) {
        pause_to_wait(share, now);
        return run_next(cpu, now);
    }
    share->since = now;
    if (share->state != SHARE_OFF) /* as when its guest has started again on another vCPU */
        share->state = action == GUEST_TURNS_OFF ? SHARE_OFF : SHARE_ENDED;
    return wait_for_one(share->vcpu);
}

void scheduler_flush_before(const struct guest *guest)
{
    for (unsigned n = 0; n < cpus_count; n++)
        last_here[n][guest->number] = NULL;
}

void guest_rest(const struct guest *guest, uint64_t until)
{
    for (unsigned n = 0; n < shares_count; n++) {
        struct share *share = shares[n];
        if (share->vcpu->guest != guest || share->rests_until >= until)
            continue;
        share->rests_until = until;
        share->prepared_for = NULL;
        if (share->cpu)
            scheduler_disturb(share->cpu);
    }
}

bool share_is_running(const struct share *share)
{
    return share == this_cpu()->running;
}

/* --- The start --- */

#define A_TICK (1 << 16) /* of virtual time, at weight 1: in 64 bits 2^48 ticks, some days */

void scheduler_add(struct share *share)
{
    share->a_tick = A_TICK / share->weight;
    pause_init(share);
    shares[shares_count++] = share;
    share->added = share->since = time_counter();
    if (share->state == SHARE_READY)
        policy.add(share);
}

void scheduler_remove(struct share *share)
{
    struct share *others = NULL, *next;
    while ((next = policy.take())) {
        if (next == share)
            continue;
        next->next = others;
        others = next;
    }
    for (; others; others = next) {
        next = others->next;
        policy.add(others);
    }
    deadline_clear(&share->wake);
    uint64_t now = time_counter();
    if (share->state == SHARE_WAITS || share->state == SHARE_OFF)
        share->waited += now - share->since;
    share->since = now;
    share->state = SHARE_ENDED;
}

error scheduler_init(void)
{
    TRY(policy_choose(&policy));
    TRY(give_way_from_options());
    return deadlines_init();
}
