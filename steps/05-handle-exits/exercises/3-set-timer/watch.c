#include "watch.h"

#include "../1-own-call/caller.h"
#include "exercise.h"
#include "grade.h"
#include "guest_memory.h"
#include "page_alloc.h"
#include "print.h"
#include "string.h"

#define EXITS 1500 /* a run has no more */
#define NEVER UINT64_MAX

static struct guest guest;
static struct vcpu vcpu;
static uint8_t *code, *data;
static const struct hypercall *call;
static exit_handler *handlers[EXIT_KINDS]; /* the answer's */

static struct run *run;           /* the one that is watched */
static bool line;                 /* high */
static enum exit_kind kind;       /* of the exit that is being handled */
static uint64_t exits;            /* in this run */
static bool soon;                 /* the host's timer comes at once when it is set next */
static unsigned acknowledged;     /* in this exit */
static uint64_t timer_at;         /* what the host's timer is set to */
static uint64_t earliest, latest; /* when the guest's interrupt is due, as far as can be known */

/* Of several problems the first stays. */
static void note(const char *problem, ...)
{
    static char words[200];
    if (run->problem)
        return;
    va_list args;
    va_start(args, problem);
    format_into(words, sizeof words, problem, args);
    va_end(args);
    run->problem = words;
}

static uint32_t *word(unsigned offset)
{
    return (uint32_t *)(data + offset);
}

/* --- The guest's line --- */

void raise_interrupt(struct vcpu *which)
{
    if (kind == EXIT_HYPERCALL)
        note("the line is raised in the call itself. May the guest not run until its time?");
    else if (latest == NEVER)
        note("the line is raised, but no time is set any more. How many interrupts has a time?");
    else if (run->early && time_counter() < earliest)
        note("the line is raised %lu ticks before the guest's time. timer.h says when the host's "
             "timer "
             "may come: what has to be looked at then?",
             earliest - time_counter());
    earliest = latest = NEVER;
    line = true;
    line_set(&vcpu, line);
    ++*word(DATA_RAISED);
    memory_clean(data, PAGE_SIZE);
}

void lower_interrupt(struct vcpu *which)
{
    line = false;
    line_set(&vcpu, line);
}

/* --- The host's timer: the linker has every call of it come here --- */

void __real_host_timer_set(uint64_t when);
void __wrap_host_timer_set(uint64_t when);
void __real_host_timer_acknowledge(void);
void __wrap_host_timer_acknowledge(void);

void __wrap_host_timer_set(uint64_t when)
{
    uint64_t limit = time_counter() + (soon ? 0 : run->reach);
    timer_at = when;
    soon = false;
    __real_host_timer_set(when < limit ? when : limit);
}

void __wrap_host_timer_acknowledge(void)
{
    acknowledged++;
    timer_at = NEVER;
    __real_host_timer_acknowledge();
}

/* --- What is watched at each exit --- */

static uint64_t after_ticks(uint64_t ticks)
{
    uint64_t now = time_counter();
    return ticks && ticks < NEVER - now ? now + ticks : NEVER;
}

/* The host's timer has to come for the guest's interrupt, and for the end of the turn. */
static void watch_timer(void)
{
    if (timer_at > latest)
        note("after an exit (%s) the host's timer is set too late for the guest's interrupt, "
             "or is off. Which of the two times is the earlier one?",
             exit_kind_names[kind]);
    else if (run->end && timer_at > run->end_of_turn)
        note("after an exit (%s) the host's timer is set too late for the end of the turn, "
             "or is off. Which of the two times is the earlier one?",
             exit_kind_names[kind]);
}

static void watch_acknowledge(void)
{
    if (acknowledged == 1)
        return;
    note("the host's timer interrupt is acknowledged %d times. What does timer.h ask for?",
         acknowledged);
    if (!acknowledged)
        __real_host_timer_acknowledge();
}

/* The guest's interrupt is due after the call: the answer has looked at the clock between the two
 * times when we do. */
static enum guest_action watch_call(struct vm_exit *exit)
{
    uint64_t ticks = hypercall_argument(&vcpu, 0);
    earliest = after_ticks(ticks);
    soon = run->early;
    enum guest_action action = handlers[kind](&vcpu, exit);
    latest = after_ticks(ticks);
    return action;
}

static enum guest_action watch_interrupt(struct vm_exit *exit)
{
    bool due = time_counter() >= latest;
    run->came_early |= latest != NEVER && time_counter() < earliest;
    acknowledged = 0;
    enum guest_action action = handlers[kind](&vcpu, exit);
    watch_acknowledge();
    if (due && latest != NEVER && action == GUEST_RESUMES)
        note("the guest's time has come, and the line is not raised. Who calls raise_interrupt()?");
    return action;
}

static enum guest_action watch(struct vcpu *which, struct vm_exit *exit)
{
    enum guest_action action;
    kind = exit->kind;
    if (kind == EXIT_TIMER)
        action = watch_interrupt(exit);
    else if (kind == EXIT_HYPERCALL && call_is(&vcpu, call->extension, call->number))
        action = watch_call(exit);
    else
        action = handlers[kind](&vcpu, exit);
    if (action == GUEST_RESUMES)
        watch_timer();
    if (++exits == EXITS)
        note("the guest exits again and again. Which call of it takes the line back?");
    line_set(&vcpu, line);
    return run->problem ? GUEST_STOPPED : action;
}

/* --- Runs --- */

void watch_init(void)
{
    code = page_alloc(0);
    data = page_alloc(1);
    must(guest_init(&guest, 0));
    must(stage2_map(&guest.stage2, GUEST_CODE, (uintptr_t)code, PAGE_SIZE, STAGE2_R | STAGE2_X));
    must(
        stage2_map(&guest.stage2, GUEST_DATA, (uintptr_t)data, 2 * PAGE_SIZE, STAGE2_R | STAGE2_W));
    memcpy(code, timer_guest_start, timer_guest_end - timer_guest_start);
    memory_clean(code, PAGE_SIZE);
    guest.entry = GUEST_CODE;
    guest.start = start_elf;
    must(vcpu_init(&vcpu, &guest, 0));
    call = choose_refused_call(NULL);
    offer_set_timer(call->extension, call->number);
    memcpy(handlers, exit_handlers, sizeof handlers);
    for (unsigned i = 0; i < EXIT_KINDS; i++)
        exit_handlers[i] = watch;
}

static void write_data(const struct step_of_script *script, unsigned steps, const uint32_t *answers,
                       unsigned count)
{
    memset(data, 0, 2 * PAGE_SIZE);
    *word(DATA_NUMBER) = call->number;
    *word(DATA_EXTENSION) = call->extension;
    memcpy(data + DATA_SCRIPT, script, steps * sizeof *script);
    memcpy(data + DATA_ANSWERS, answers, count * sizeof *answers);
}

void run_script(struct run *which, const struct step_of_script *script, unsigned steps,
                const uint32_t *answers, unsigned count)
{
    run = which;
    exits = 0;
    timer_at = earliest = latest = NEVER;
    line = soon = false;
    write_data(script, steps, answers, count);
    vcpu_reset(&vcpu);
    vcpu_load(&vcpu);
    line_init(&vcpu, data);
    memory_clean(data, 2 * PAGE_SIZE);
    line_set(&vcpu, false);
    must(host_timer_init());
    kind = EXIT_UNKNOWN;
    run->end_of_turn = time_counter() + run->turn;
    start_turn(run->end_of_turn);
    if (timer_at > run->end_of_turn)
        note("start_turn() does not set the host's timer for the end of the turn. What ends it?");
    run->action = run->problem ? GUEST_STOPPED : run_vcpu(&vcpu);
    run->ended_at = time_counter();
    run->last = vcpu.ring.last;
    memory_clean(data, 2 * PAGE_SIZE);
    run->count = *word(DATA_COUNT);
    run->raised = *word(DATA_RAISED);
    run->seen = *word(DATA_SEEN);
}
