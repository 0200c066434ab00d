#include "deadlines.h"

uint64_t deadlines_run_at;

static bool handling; /* the timer is set at the end */

/* The timer may come early: when a deadline has been cleared, and when it cannot be set so far
 * ahead. */
static void set_timer_before(struct cpu *cpu, uint64_t when)
{
    if (when >= cpu->timer_at)
        return;
    cpu->timer_at = when;
    if (!handling)
        host_timer_set(when);
}

error deadlines_init(void)
{
    struct cpu *cpu = this_cpu();
    cpu->timer_at = NEVER;
    TRY(host_timer_init());
    for (struct deadline *deadline = cpu->deadlines; deadline; deadline = deadline->next)
        set_timer_before(cpu, deadline->when);
    return OK;
}

static void unlink_from(struct cpu *cpu, struct deadline *deadline)
{
    struct deadline **link = &cpu->deadlines;
    while (*link != deadline)
        link = &(*link)->next;
    *link = deadline->next;
    deadline->cpu = NULL;
}

static __attribute__((noinline)) void link_to(struct cpu *cpu, struct deadline *deadline)
{
    if (deadline->cpu)
        unlink_from(deadline->cpu, deadline);
    deadline->cpu = cpu;
    deadline->next = cpu->deadlines;
    cpu->deadlines = deadline;
}

void deadline_set(struct deadline *deadline, uint64_t when)
{
    struct cpu *cpu = this_cpu();
    if (deadline->cpu != cpu)
        link_to(cpu, deadline);
    deadline->when = when;
    set_timer_before(cpu, when);
}

void deadline_set_on(struct cpu *cpu, struct deadline *deadline, uint64_t when)
{
    if (cpu == this_cpu()) {
        deadline_set(deadline, when);
        return;
    }
    if (deadline->cpu != cpu)
        link_to(cpu, deadline);
    deadline->when = when;
    if (cpu_kick) /* or else the CPU has not started */
        cpu_kick(cpu);
}

bool deadline_follows(struct deadline *deadline, const struct vcpu *vcpu)
{
    struct cpu *cpu = vcpu->on_cpu;
    if (!cpu || cpu == this_cpu())
        return false;
    deadline_set_on(cpu, deadline, deadlines_run_at);
    return true;
}

void deadline_clear(struct deadline *deadline)
{
    deadline->when = NEVER;
}

static void drop_from(struct cpu *cpu, const void *from, size_t bytes)
{
    for (struct deadline *deadline = cpu->deadlines, *next; deadline; deadline = next) {
        next = deadline->next;
        if ((uintptr_t)deadline - (uintptr_t)from >= bytes)
            continue;
        unlink_from(cpu, deadline);
        deadline->when = NEVER;
    }
}

void deadlines_drop(const void *from, size_t bytes)
{
    for (unsigned i = 0; i < cpus_count; i++)
        drop_from(cpus[i], from, bytes);
}

enum guest_action deadlines_run(struct vcpu *vcpu)
{
    enum guest_action result = GUEST_RESUMES;
    struct cpu *cpu = this_cpu();
    uint64_t now = time_counter();
    cpu->timer_at = NEVER;
    handling = true;
    deadlines_run_at = now;
    for (struct deadline *deadline = cpu->deadlines, *next; deadline; deadline = next) {
        next = deadline->next; /* this one may go to another CPU's list */
        if (deadline->when <= now) {
            deadline->when = NEVER;
            enum guest_action action = deadline->reached(vcpu, deadline);
            if (action > result) /* an end counts more than a pause */
                result = action;
        }
        if (deadline->when < cpu->timer_at)
            cpu->timer_at = deadline->when;
    }
    handling = false;
    if (cpu->timer_at != NEVER)
        host_timer_set(cpu->timer_at);
    return result;
}

enum guest_action handle_deadlines(struct vcpu *vcpu, struct vm_exit *exit)
{
    host_timer_acknowledge();
    return deadlines_run(vcpu);
}
