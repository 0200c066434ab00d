#include "cpus.h"

#include "give_way.h"
#include "own_exits.h"
#include "options.h"
#include "panic.h"
#include "save.h"
#include "stage2.h"
#include "string.h"
#include "vcpus.h"

/* The blocks of the CPUs after the first, whose block link.ld has. */
static _Alignas(CPU_BLOCK) char blocks[CPUS_MOST - 1][CPU_BLOCK];

/* --- Asking other CPUs --- */

/* One that is out looks by itself when it has the lock; but it may sleep, with nothing to run. */
static void ask(struct cpu *cpu)
{
    bool is_on_its_way = cpu->is_asked && !atomic_load(&cpu->is_out);
    cpu->is_asked = true;
    if (!is_on_its_way && cpu != this_cpu())
        cpu_interrupt(cpu);
}

static void wait_until_out(const struct cpu *cpu)
{
    while (!atomic_load(&cpu->is_out))
        cpu_relax();
}

void cpus_gather(void)
{
    struct cpu *here = this_cpu();
    for (unsigned i = 0; i < cpus_count; i++) {
        if (cpus[i] != here && !atomic_load(&cpus[i]->is_out))
            cpu_interrupt(cpus[i]);
    }
    for (unsigned i = 0; i < cpus_count; i++) {
        if (cpus[i] != here)
            wait_until_out(cpus[i]);
    }
}

static void hold(struct cpu *cpu)
{
    if (!atomic_load(&cpu->is_out))
        cpu_interrupt(cpu);
    wait_until_out(cpu);
}

void cpu_will_flush(struct cpu *cpu)
{
    cpu->flushes = true;
    cpu->is_asked = true;
}

/* A mapping has changed or gone. Nobody uses the old one any more when this returns. */
static void flush_everywhere(const struct stage2 *stage2)
{
    for (unsigned i = 0; i < cpus_count; i++) {
        if (cpus[i] != this_cpu())
            cpu_will_flush(cpus[i]);
    }
    cpus_gather();
}

/* Whoever prints has the lock. */
static void stop_others(void)
{
    if (host_lock.holder != this_cpu())
        lock_take_at_the_end(&host_lock, this_cpu());
}

/* --- Being asked --- */

static enum guest_action handle_kick(struct vcpu *vcpu, struct vm_exit *exit);
static exit_handler *handle_other_interrupt;

static enum guest_action handle_kick(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (!exit_is_kick(exit))
        return handle_other_interrupt(vcpu, exit);
    exit->kind = EXIT_KICK;
    return GUEST_RESUMES; /* run() looks at what the CPU was asked */
}

/* Returns the vCPU that runs next. */
static __attribute__((noinline)) struct vcpu *do_as_asked(struct cpu *cpu, struct vcpu *vcpu)
{
    cpu->is_asked = false;
    enum guest_action action = deadlines_run(vcpu);
    if (wake_shares() && action == GUEST_RESUMES)
        action = GUEST_PREEMPTED;
    if (guest_is_ending(vcpu))
        action = GUEST_STOPPED;
    vcpu_take_posted(vcpu); /* its deadlines, too, may have raised its interrupts */
    if (action != GUEST_RESUMES)
        vcpu = guests_switch(vcpu, action);
    bool is_the_next = vcpu && !cpu->is_asked; /* or another may run yet */
    if (is_the_next && cpu->flushes) {
        cpu->flushes = false;
        cpu_flush(vcpu);
    }
    return vcpu;
}

/* --- Running --- */

/* While this CPU has nothing to run. The caller has the lock, and has looked at what the CPU was
 * asked. */
static void idle(void)
{
    struct cpu *cpu = this_cpu();
    atomic_store(&cpu->is_out, true);
    cpu->is_offered = false;
    host_give();
    cpu_wait();
    host_take(cpu);
    atomic_store(&cpu->is_out, false);
}

/* Runs the vCPU, and handles the exits that concern its guest alone. Returns the first other one:
 * then this CPU has the whole host. */
static inline struct vm_exit *run_alone(struct cpu *cpu, struct vcpu *vcpu)
{
    struct vm_exit *exit = vcpu->ring.last;
    do {
        exit->resumed_at = cycle_counter();
        exit->cpu = cpu->number;
        world_switch(vcpu);
        exit = exit_ring_next(&vcpu->ring);
    } while (handle_own_exit(cpu, vcpu, exit));
    return exit;
}

/* The exit loop of a CPU that has the whole host. */
static void run(struct cpu *cpu, struct vcpu *vcpu)
{
    while (vcpu) {
        if (cpu->is_asked) {
            vcpu = do_as_asked(cpu, vcpu);
            continue;
        }
        host_give();
        struct vm_exit *exit = run_alone(cpu, vcpu);
        if (cpu->is_asked)
            vcpu_take_posted(vcpu); /* before it may leave this CPU */
        bool ends = cpu->is_asked && guest_is_ending(vcpu);
        vcpu = ends ? guests_end_here(vcpu, exit) : guests_handle_exit(vcpu, exit);
    }
}

/* One that has nothing to run takes the share; the one that alone may run it looks at it. */
static bool offer(struct share *share)
{
    struct cpu *here = this_cpu();
    if (share->pin && share->pin != here) {
        scheduler_disturb(share->pin);
        return true;
    }
    for (unsigned i = 0; i < cpus_count && !share->pin && here->running; i++) {
        if (cpus[i] == here || cpus[i]->running || cpus[i]->is_offered)
            continue;
        cpus[i]->is_offered = true;
        ask(cpus[i]);
        return true;
    }
    return false;
}

int cpus_run(void)
{
    struct cpu *here = this_cpu();
    run(here, guests_start());
    for (unsigned i = 0; i < cpus_count; i++) /* all have ended: nobody waits any more */
        ask(cpus[i]);
    return guests_status;
}

/* --- The start --- */

static _Atomic bool has_started; /* the CPU that is being started */
static const char *not_started;  /* why it does not run guests; NULL: it does */

_Noreturn void cpu_main(void)
{
    struct cpu *cpu = this_cpu();
    cpu_init_traps();
    not_started = deadlines_init();
    if (!not_started)
        not_started = cpu_init_interrupts();
    vcpu_load_beside(shares[0]->vcpu); /* and with it what is the same for all guests */
    vcpu_save(shares[0]->vcpu);
    atomic_store(&has_started, true);
    host_take(cpu);
    atomic_store(&cpu->is_out, false);
    run(cpu, scheduler_start());
    for (unsigned i = 0; i < cpus_count; i++)
        ask(cpus[i]);
    host_give();
    for (;;)
        cpu_wait();
}

static error start(struct cpu *cpu)
{
    memory_clean(cpu, sizeof *cpu);
    atomic_store(&has_started, false);
    if (!cpu_start(cpu))
        return error_of("the machine does not start its CPU %u", cpu->number);
    uint64_t end = time_counter() + machine.timer_hz * 5;
    while (!atomic_load(&has_started) && time_counter() < end)
        cpu_relax();
    if (!atomic_load(&has_started))
        return error_of("CPU %u does not start", cpu->number);
    return not_started;
}

void cpus_find(void)
{
    uint64_t ids[CPUS_MOST];
    cpus_count = cpus_of_machine(ids);
    for (unsigned n = 1; n < cpus_count; n++) {
        cpus[n] = (struct cpu *)blocks[n - 1];
        *cpus[n] = (struct cpu){.number = n, .self = cpus[n], .is_out = true};
    }
    for (unsigned n = 0; n < cpus_count; n++)
        cpus[n]->id = ids[n];
}

error cpus_start(void)
{
    cpu_kick = ask;
    panic_stops_others = stop_others;
    cpu_hold = hold;
    scheduler_offer = offer;
    scheduler_idle = idle;
    stage2_flush_everywhere = flush_everywhere;
    exit_kind_names[EXIT_KICK] = "kick";
    handle_before(kick_kind, handle_kick, &handle_other_interrupt);
    TRY(cpu_init_interrupts());
    own_exits_init();
    host_take(cpus[0]);
    for (unsigned n = 1; n < cpus_count; n++)
        TRY(start(cpus[n]));
    return OK;
}
