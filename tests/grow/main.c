/*
 * Not a step, but what later steps do, without a change to those that stand: a handler for a kind
 * of exit, a kind of exit, a call, a region of guest memory, an instruction that is fetched and
 * skipped, a timer that ticks, a second guest and a second vCPU. Its guest: tests/grow.bats.
 */
#include "guest_memory.h"
#include "hypercalls.h"
#include "isolation.h"
#include "page_alloc.h"
#include "panic.h"
#include "report.h"
#include "start.h"
#include "string.h"
#include "timer.h"
#include ARCH_HEADER(grow)

#define PROMISED (64 * PAGE_SIZE) /* bytes after the guest's RAM */
#define TICKS    3
enum { EXIT_GIVEN = EXIT_LATER };

static struct guest guests[2];
static struct vcpu vcpus[3]; /* the first guest has two of them */
static const char yielded[] = "it yields";

/* --- A region, and the handler that gives its memory --- */

static error give_page(struct guest *guest, struct guest_region *region, uint64_t gpa,
                       uint64_t size)
{
    void *page = page_alloc(0);
    if (!page)
        return error_of("no memory for %s", region->name);
    return stage2_map_leaf(&guest->stage2, gpa & -PAGE_SIZE, (uintptr_t)page, 0,
                           STAGE2_R | STAGE2_W);
}

static enum guest_action give_memory(struct vcpu *vcpu, struct vm_exit *exit)
{
    uint64_t left;
    if (!guest_memory_at(vcpu->guest, exit->gpa, STAGE2_R, &left))
        return stop_guest(vcpu, exit);
    exit->kind = EXIT_GIVEN;
    return GUEST_RESUMES;
}

static error add_promised(struct guest *guest, struct guest_region *region)
{
    uint64_t end = guest->ram.base + guest->ram.size;
    *region = (struct guest_region){
        .name = "promised memory", .base = end, .size = PROMISED, .give = give_page};
    TRY(guest_add_region(guest, region));
    struct guest_region overlap = {.name = "overlap", .base = end, .size = PAGE_SIZE};
    return guest_add_region(guest, &overlap) ? OK : error_of("an overlapping region is accepted");
}

/* --- A call that a later step offers: the guest gives its CPU away, and we count --- */

#define YIELDED 0x5e /* the call's result */

static enum guest_action yield(struct vcpu *vcpu)
{
    vcpu_set_register(vcpu, COUNTER, vcpu_register(vcpu, COUNTER) - 1);
    vcpu_set_register(vcpu, RESULT, YIELDED);
    vcpu->why_stopped = yielded;
    return GUEST_STOPPED;
}

/* --- An instruction that is looked at, and skipped --- */

static enum guest_action skip_wait(struct vcpu *vcpu, struct vm_exit *exit)
{
    uint64_t gpa, left;
    uint32_t fetched = 0;
    unsigned length = guest_fetch(vcpu, exit->pc, &fetched, WAIT_LENGTH);
    if (length != WAIT_LENGTH || fetched != WAIT_INSTRUCTION)
        panic("grow: at 0x%lx %u bytes are fetched, 0x%x", exit->pc, length, fetched);
    if (!guest_translate(vcpu, address_of_pc(vcpu, exit), &gpa) ||
        memcmp(guest_memory_at(vcpu->guest, gpa, STAGE2_X, &left), &fetched, length))
        panic("grow: 0x%lx is translated to 0x%lx, where there is something else", exit->pc, gpa);
    skip_instruction(vcpu, exit);
    return GUEST_RESUMES;
}

/* --- A timer that ticks, and lets the guest go on when it has done so often enough --- */

static unsigned ticks;

static void set_tick(void)
{
    host_timer_set(time_counter() + machine.timer_hz / 1000);
}

static enum guest_action tick(struct vcpu *vcpu, struct vm_exit *exit)
{
    uint64_t left, flag = vcpu->guest->ram.base + vcpu->guest->ram.size;
    host_timer_acknowledge();
    if (++ticks < TICKS)
        set_tick();
    else
        *(uint8_t *)guest_memory_at(vcpu->guest, flag, STAGE2_W, &left) = TICKS;
    return GUEST_RESUMES;
}

/* --- Three vCPUs, one after the other --- */

static void must(error problem)
{
    if (problem)
        panic("grow: %s", problem);
}

static void run(struct vcpu *vcpu)
{
    ticks = 0;
    vcpu_load(vcpu);
    must(host_timer_init());
    set_tick();
    enum guest_action action;
    do {
        action = run_vcpu(vcpu);
        check_isolation(vcpu->guest->stage2.root); /* though its own paging may be on by now */
    } while (action == GUEST_STOPPED && vcpu->why_stopped == yielded);
    if (report_end(vcpu, action))
        panic("grow: a guest did not shut down");
}

int main(void)
{
    static struct guest_region regions[ARRAY_LENGTH(guests)];
    page_alloc_init();
    exit_handlers[EXIT_STAGE2_FAULT] = give_memory;
    exit_handlers[EXIT_TIMER] = tick;
    exit_handlers[EXIT_WAIT] = skip_wait;
    exit_kind_names[EXIT_GIVEN] = "given page";
    hypercall_offer(YIELD_EXTENSION, YIELD_NUMBER, yield);
    for (unsigned i = 0; i < ARRAY_LENGTH(guests); i++) {
        if (!guest_from_options(&guests[i], i))
            return 1;
        must(add_promised(&guests[i], &regions[i]));
    }
    for (unsigned i = 0; i < ARRAY_LENGTH(vcpus); i++) {
        must(vcpu_init(&vcpus[i], &guests[i % 2], i / 2));
        open_more(&guests[i % 2]);
    }
    for (unsigned i = 0; i < ARRAY_LENGTH(vcpus); i++)
        run(&vcpus[i]);
    return 0;
}
