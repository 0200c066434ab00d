#include "own_exits.h"

#include "caps.h"
#include "demand.h"
#include ARCH_HEADER(demand)
#include "hypercalls.h"
#include "options.h"
#include "page_alloc.h"
#include "string.h"

struct lock host_lock = {.name = "host", .order = LOCK_HOST};
static struct lock guest_locks[GUESTS_MOST];
static struct lock console_lock = {.name = "console", .order = LOCK_CONSOLE};
static struct lock pages_lock = {.name = "pages", .order = LOCK_PAGES};

_Atomic bool host_can_be_shared;
bool host_is_never_shared;

#define TURNS 1000 /* of the loop, before the CPU lets QEMU's host run another one */

void host_wait_for_sharers(void)
{
    for (unsigned i = 0; i < cpus_count; i++) {
        for (unsigned turns = 0; atomic_load(&cpus[i]->shares); turns++)
            if (turns >= TURNS)
                cpu_relax();
    }
}

/* --- Memory --- */

#define PAGES_LEFT 1024 /* with fewer, pages of other guests' flash may have to be taken back */

typedef error region_give(struct guest *, struct guest_region *, uint64_t gpa, uint64_t size);
static region_give *give_ram, *give_flash;

static error give(struct guest *guest, struct guest_region *region, uint64_t gpa, uint64_t size)
{
    struct cpu *cpu = this_cpu();
    bool is_ram = region == &guest->ram;
    if (!atomic_load_explicit(&cpu->shares, memory_order_relaxed))
        return (is_ram ? give_ram : give_flash)(guest, region, gpa, size);
    error problem = "this takes the whole host";
    lock_take(&pages_lock, cpu);
    if (is_ram && pages_free() >= PAGES_LEFT)
        problem = give_ram(guest, region, gpa, size);
    lock_give(&pages_lock);
    return problem;
}

static void give_before(struct guest_region *region, region_give **inner)
{
    if (region->give == give) /* the guest starts again */
        return;
    *inner = region->give;
    region->give = give;
}

static void add_lock(struct guest *guest)
{
    static char names[GUESTS_MOST][sizeof "guest 1"];
    struct lock *lock = &guest_locks[guest->number];
    char *name = names[guest->number];
    if (guest->cpus < 2 || lock->name)
        return;
    memcpy(name, "guest 1", sizeof "guest 1");
    name[sizeof "guest"] += guest->number;
    lock->name = name;
    lock->order = LOCK_GUEST;
    lock_add(lock);
}

void own_exits_of(struct guest *guest)
{
    add_lock(guest);
    give_before(&guest->ram, &give_ram);
    if (guest->flash)
        give_before(&guest->flash->region, &give_flash);
}

/* --- Exits --- */

/* While this CPU waited for a lock, it may have taken an interrupt that was to end the guest's run:
 * see cpu_relax(). */
static bool resume(void)
{
    struct cpu *cpu = this_cpu();
    if (cpu->is_asked)
        cpu_interrupt(cpu);
    return true;
}

static __attribute__((noinline)) bool give_memory(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (give(vcpu->guest, &vcpu->guest->ram, exit->gpa, 1))
        return false;
    exit->kind = EXIT_DEMAND;
    redeliver_event(vcpu);
    vcpu->ring.counts[EXIT_DEMAND]++;
    return resume();
}

bool handle_other_own(struct vcpu *vcpu, struct vm_exit *exit)
{
    struct guest *guest = vcpu->guest;
    if (exit_is_interrupt(exit)) { /* to decode it would be to take it */
        exit->kind = NOT_DECODED;
        return false;
    }
    decode_other_exit(vcpu, exit);
    if (guest->not_given) { /* in memory that decoding needed */
        guest->not_given = NULL;
        exit->kind = NOT_DECODED;
        return false;
    }
    return exit->kind == EXIT_STAGE2_FAULT && exit->gpa - guest->ram.base < guest->ram.size &&
           give_memory(vcpu, exit);
}

static __attribute__((noinline)) bool print(struct vcpu *vcpu, const struct hypercall *call)
{
    if (call->own != CALL_NEEDS_CONSOLE || caps_limit_bytes(vcpu->guest->number))
        return false;
    skip_hypercall(vcpu);
    lock_take(&console_lock, this_cpu());
    call->handle(vcpu);
    lock_give(&console_lock);
    return resume();
}

/* The call is the one that the vCPU made last. */
bool handle_own_call(struct vcpu *vcpu)
{
    const struct hypercall *call = vcpu->last_call;
    if (!call_is(vcpu, call->extension, call->number) || !from_guest_kernel(vcpu))
        return false;
    if (call->own != CALL_NEEDS_NOTHING)
        return print(vcpu, call);
    skip_hypercall(vcpu);
    call->handle(vcpu);
    return true;
}

bool handle_shared_by_many(struct cpu *cpu, struct vcpu *vcpu, struct vm_exit *exit)
{
    struct lock *lock = &guest_locks[vcpu->guest->number];
    lock_take(lock, cpu);
    bool handled = handle_shared(vcpu, exit);
    lock_give(lock);
    return handled && resume();
}

/* --- The start --- */

void own_exits_init(void)
{
    lock_add(&pages_lock);
    lock_add(&console_lock);
    lock_add(&host_lock);
    host_is_never_shared = boot_flag("one-lock") || boot_flag("verbose");
}
