#include "demand.h"

#include "flash.h"
#include "page_alloc.h"
#include "string.h"
#include ARCH_HEADER(demand)

/* --- Memory for a guest --- */

void *demand_page(void)
{
    void *page;
    do
        page = page_alloc(0);
    while (!page && flash_take_back());
    return page;
}

bool demand_unmapped(const struct guest *guest, uint64_t gpa, uint64_t size)
{
    struct stage2_place place;
    for (uint64_t at = gpa; at < gpa + size; at += place.left) {
        if (stage2_lookup(&guest->stage2, at, &place))
            return false;
    }
    return true;
}

error demand_map(struct guest *guest, uint64_t gpa, void *page, unsigned prot)
{
    error problem;
    memory_clean(page, PAGE_SIZE); /* a guest with its caches off sees the new bytes */
    instruction_fence();           /* and executes no old ones */
    do                             /* a table may need a page too */
        problem = stage2_map_leaf(&guest->stage2, gpa, (uintptr_t)page, 0, prot);
    while (problem && demand_unmapped(guest, gpa, PAGE_SIZE) && flash_take_back());
    if (problem)
        page_free(page);
    return problem;
}

struct guest_memory demand_count(const struct guest *guest)
{
    struct guest_memory count = {0};
    struct stage2_place place;
    for (struct guest_region *region = guest->regions; region; region = region->next) {
        count.promised += region->size;
        uint64_t at = region->base, end = at + region->size;
        for (; at < end; at += place.left) {
            if (stage2_lookup(&guest->stage2, at, &place))
                count.given += place.left;
        }
    }
    return count;
}

error demand_problem(const struct guest *guest, uint64_t gpa)
{
    struct guest_memory count = demand_count(guest);
    return error_of("no memory for GPA 0x%lx: %lu KiB are promised, %lu KiB given, %lu KiB free",
                    gpa, count.promised >> 10, count.given >> 10, pages_free() * PAGE_SIZE >> 10);
}

/* --- Exits --- */

static __attribute__((noinline)) enum guest_action stop_without_memory(struct vcpu *vcpu,
                                                                       error problem)
{
    static char why[256]; /* a copy: the next error_of() overwrites the words */
    size_t length = strlen(problem), most = sizeof why - 1;
    memcpy(why, problem, length < most ? length + 1 : most);
    vcpu->why_stopped = why;
    return GUEST_STOPPED;
}

/* Whether the exit before this one was the same fault, and was answered by letting the guest try
 * again. */
static bool tried_again(const struct vcpu *vcpu, const struct vm_exit *exit)
{
    const struct exit_ring *ring = &vcpu->ring;
    const struct vm_exit *before = &ring->slots[(exit - ring->slots - 1) & ring->mask];
    return before->kind == EXIT_STAGE2_FAULT && before->pc == exit->pc && before->gpa == exit->gpa;
}

bool demand_given_elsewhere(const struct vcpu *vcpu, const struct vm_exit *exit)
{
    struct stage2_place place;
    return vcpu->guest->cpus > 1 && stage2_lookup(&vcpu->guest->stage2, exit->gpa, &place) &&
           !tried_again(vcpu, exit);
}

/* give() also fails if the page is mapped already. If the page has all rights, it was given after
 * the fault: on RISC-V, decode_other_exit() may walk the guest's tables, which gives them memory.
 * If the page has fewer rights, they do not allow the access. */
static enum guest_action cannot_give(struct vcpu *vcpu, struct vm_exit *exit, error problem)
{
    struct stage2_place place;
    if (!stage2_lookup(&vcpu->guest->stage2, exit->gpa, &place))
        return stop_without_memory(vcpu, problem);
    bool given = place.prot == STAGE2_RWX && !tried_again(vcpu, exit);
    return given ? GUEST_RESUMES : stop_guest(vcpu, exit);
}

static enum guest_action give_memory(struct vcpu *vcpu, struct vm_exit *exit)
{
    struct guest *guest = vcpu->guest;
    struct guest_region *region = guest_region_at(guest, exit->gpa);
    if (!region || !region->give)
        return stop_guest(vcpu, exit);
    error problem = region->give(guest, region, exit->gpa, 1);
    if (problem)
        return cannot_give(vcpu, exit, problem);
    exit->kind = EXIT_DEMAND;
    redeliver_event(vcpu);
    return GUEST_RESUMES;
}

/* The buffer of a hypercall may be given only now, and no memory may be left for it. */
static enum guest_action handle_call_on_demand(struct vcpu *vcpu, struct vm_exit *exit)
{
    enum guest_action action = handle_hypercall(vcpu, exit);
    if (vcpu->guest->not_given)
        return stop_without_memory(vcpu, vcpu->guest->not_given);
    return action;
}

error demand_init(void)
{
    exit_handlers[EXIT_STAGE2_FAULT] = give_memory;
    exit_handlers[EXIT_HYPERCALL] = handle_call_on_demand;
    exit_kind_names[EXIT_DEMAND] = "demand fault";
    return demand_ram_init();
}
