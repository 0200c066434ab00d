#include "guests.h"

#include "caps.h"
#include "doorbell.h"
#include "input.h"
#include "lines.h"
#include "options.h"
#include "page_alloc.h"
#include "portions.h"
#include "report.h"
#include "save.h"
#include "start.h"
#include "steal.h"
#include "string.h"
#include "tags.h"

static struct member members[GUESTS_MOST];
static unsigned count;
int guests_status;
static exit_handler *no_guests_handlers[EXIT_KINDS]; /* as they are before a guest is made, */
static exit_handler *all_handlers[EXIT_KINDS];       /* and when the first runs */

const struct guests_more *guests_more;

static struct member *member_of(struct vcpu *vcpu)
{
    return (struct member *)((char *)vcpu->guest - offsetof(struct member, vm.guest));
}

/* --- The start --- */

static error read_weight(struct share *share)
{
    uint64_t weight = 1;
    TRY(boot_number("weight", &weight));
    if (!weight || weight > 1000)
        return error_of("weight=%lu: it can be 1 to 1000", weight);
    share->weight = weight;
    return OK;
}

/* Makes the machine of that guest, and its vCPU as after a reset: saved, to be restored. */
static bool make_member(struct member *member)
{
    struct vm *vm = &member->vm;
    size_t free = pages_free();
    boot_options_of(vm->number + 1);
    member->share.enters = NULL; /* what it asked for in a former life */
    error problem = read_weight(&member->share);
    if (!problem)
        problem = caps_init(vm->number, &vm->guest);
    if (!problem && guests_more)
        problem = guests_more->read_options(vm, &member->share);
    bool made = !problem && vm_make(vm);
    if (made)
        problem = doorbell_add(&vm->guest);
    if (made && !problem) {
        portion_begin(&vm->guest, free);
        lines_hold(&vm->guest);
        input_share(&vm->guest);
        problem = vm->vcpu.ring.slots ? vcpu_renew(&vm->vcpu) : vcpu_init(&vm->vcpu, &vm->guest, 0);
        if (!problem && guests_more)
            problem = guests_more->make(vm, &member->share);
    }
    boot_options_of(0);
    if (problem)
        report_error("options", problem);
    if (!made || problem)
        return false;
    add_ends(&vm->vcpu);
    return true;
}

static void load_first(struct vcpu *vcpu)
{
    vcpu_load_beside(vcpu);
    vcpu_save(vcpu);
}

/* Their time begins when all guests are made. */
static void add_shares(void)
{
    for (unsigned n = 0; n < count; n++) {
        load_first(&members[n].vm.vcpu);
        scheduler_add(&members[n].share);
    }
    for (unsigned n = 0; n < count && guests_more; n++)
        guests_more->add_shares(&members[n].vm.guest);
}

bool guests_make(void)
{
    error problem = scheduler_init();
    if (!problem)
        problem = tags_init();
    if (problem)
        return !report_error("options", problem);
    if (boot_flag("lazy-fp") && cpus_count > 1)
        return !report_error("options", "lazy-fp: only on a machine with one CPU (--cpus 1)");
    count = boot_guests();
    if (count > GUESTS_MOST)
        return !report_error("options", error_of("%u guests: there can be %u", count, GUESTS_MOST));
    doorbell_init();
    steal_offer();
    memcpy(no_guests_handlers, exit_handlers, sizeof exit_handlers);
    for (unsigned n = 0; n < count; n++) {
        struct member *member = &members[n];
        member->vm.number = n;
        if (!make_member(member))
            return false;
        member->share.vcpu = &member->vm.vcpu;
    }
    portions_divide();
    if (boot_flag("lazy-fp"))
        units_lend_lazily();
    add_shares();
    if (boot_flag("verbose"))
        print_every_exit();
    return true;
}

/* --- The end --- */

/* A reset that is none because the guest has failed, or a guest that was stopped. */
static bool starts_again(struct vcpu *vcpu, enum guest_action action)
{
    if (action == GUEST_RESET)
        return !guest_has_failed(vcpu) && !boot_flag("no-reboot");
    return action == GUEST_STOPPED && boot_flag("restart");
}

/* Its vCPU is on this CPU when this returns true. */
static bool start_again(struct member *member)
{
    memcpy(exit_handlers, no_guests_handlers, sizeof no_guests_handlers);
    bool made = make_member(member);
    memcpy(exit_handlers, all_handlers, sizeof all_handlers);
    if (!made && member->vm.guest.stage2.root)
        vm_free(&member->vm); /* what it was given before that failed */
    if (!made)
        return false;
    tag_take(&member->share);
    vcpu_load_beside(&member->vm.vcpu);
    return true;
}

/* Returns whether the guest runs on, from its beginning. */
static __attribute__((noinline)) bool end_member(struct member *member, struct vcpu *vcpu,
                                                 enum guest_action action)
{
    struct vm *vm = &member->vm;
    unsigned number = vm->number + 1;
    int failed = 1; /* it was to start again, and did not */
    lines_flush(&vm->guest);
    boot_options_of(number);
    bool again = starts_again(vcpu, action);
    boot_options_of(0);
    printf("--- guest %u %s ---\n", number,
           action == GUEST_RESET && again ? "starts again" : "ends");
    if (action != GUEST_RESET || !again) {
        failed = report_end(vcpu, action);
        print_memory(&vm->guest, &vm->flash);
        print_devices(&vm->guest);
        print_times(&vm->guest);
    }
    vcpu_save(vcpu); /* nothing of it stays in the CPU, for the next guest */
    vm_free(vm);
    again = again && start_again(member);
    if (!again) {
        guests_status |= failed;
        input_leave(&vm->guest);
        doorbell_leave(&vm->guest);
        portion_end(&vm->guest);
        caps_drop(vm->number);
    }
    return again;
}

/* --- The loop --- */

/* The guest has ended. Returns whether this vCPU runs on. */
static bool end_of(struct vcpu *vcpu, enum guest_action action)
{
    struct member *member = member_of(vcpu);
    if (!member->ended) {
        member->ended = vcpu;
        member->end = action;
    }
    if (guests_more && guests_more->others_run(vcpu))
        return false;                   /* the last of them comes here again */
    vcpu_exchange(vcpu, member->ended); /* the report reads its registers from the CPU */
    vcpu = member->ended;
    member->ended = NULL;
    if (!end_member(member, vcpu, member->end))
        return false;
    if (share_is_running(&member->share))
        return true;
    vcpu_save(&member->vm.vcpu); /* and a share of another of its vCPUs runs here */
    scheduler_turn_on(&member->share);
    return false;
}

bool guest_is_ending(struct vcpu *vcpu)
{
    return member_of(vcpu)->ended;
}

/* The guest has ended, or waits: another takes its place. */
__attribute__((noinline)) struct vcpu *guests_switch(struct vcpu *vcpu, enum guest_action action)
{
    if (action == GUEST_PREEMPTED)
        return vcpu_exchange(vcpu, scheduler_preempt());
    if (action == GUEST_WAITS) {
        lines_flush(vcpu->guest); /* a prompt, perhaps */
        if (caps_stop(vcpu))
            action = GUEST_STOPPED;
    }
    bool again = action > GUEST_TURNS_OFF && end_of(vcpu, action);
    struct vcpu *next = again ? scheduler_preempt() : scheduler_leave(action);
    return next ? vcpu_exchange(vcpu, next) : NULL;
}

struct vcpu *guests_end_here(struct vcpu *vcpu, struct vm_exit *exit)
{
    exit_handlers[exit->kind](vcpu, exit);
    vcpu->ring.counts[exit->kind]++;
    return guests_switch(vcpu, GUEST_STOPPED);
}

struct vcpu *guests_start(void)
{
    memcpy(all_handlers, exit_handlers, sizeof exit_handlers);
    return scheduler_start();
}

int guests_run(void)
{
    struct vcpu *vcpu = guests_start();
    while (vcpu) {
        vcpu->ring.last->resumed_at = cycle_counter();
        world_switch(vcpu);
        struct vm_exit *exit = exit_ring_next(&vcpu->ring);
        exit_decode(vcpu, exit);
        vcpu = guests_handle_exit(vcpu, exit);
    }
    return guests_status;
}
