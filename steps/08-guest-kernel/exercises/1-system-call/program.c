#include "program.h"

#include "boot.h"
#include "grade.h"
#include "hypercalls.h"
#include "guest_memory.h"
#include "random.h"
#include "string.h"

#include ARCH_HEADER(report)

#define GUEST_RAM (16ul << 20) /* bytes */
#define LONGEST   2000         /* ms until a report comes */

static struct vm vm;
static struct order *orders[PROCESSES + 1]; /* by pid: HPA, once it has reported */
static bool busy[PROCESSES + 1];
static bool booted, over;
static unsigned reporter; /* the pid of what has just reported */
static uint64_t own_number;

/* --- The guest --- */

static enum guest_action take_report(struct vcpu *vcpu)
{
    uint64_t length;
    reporter = hypercall_argument(vcpu, 1);
    if (!reporter || reporter > PROCESSES)
        must(error_of("a report of process %u", reporter));
    orders[reporter] = guest_memory_at(vcpu->guest, hypercall_argument(vcpu, 0), STAGE2_W, &length);
    if (!orders[reporter])
        must(error_of("its kernel has no such memory"));
    busy[reporter] = false;
    return GUEST_SHUTDOWN; /* out of run_vcpu(); the guest goes on at the next call */
}

/* Runs it until one process reports. Returns its pid, or 0 after a miss. */
static unsigned next_report(void)
{
    static const char *const ends[] = {"", "switched itself off", "panicked", "was stopped"};
    must(start_slice(LONGEST));
    reporter = 0;
    enum guest_action action = run_vcpu(&vm.vcpu);
    over = !reporter;
    const char *why = action == GUEST_STOPPED ? vm.vcpu.why_stopped : NULL;
    expect(!over, "the guest %s%s%s. The last lines of its kernel, above, may say why.",
           ends[action], why ? ": " : "", why ? why : "");
    return reporter;
}

bool guest_runs(void)
{
    if (over)
        return expect(false, "not tried, because the guest has ended in an earlier point.");
    if (booted)
        return true;
    booted = true;
    own_number = 300 + random_below(190);
    guest_boot(&vm, GUEST_RAM);
    hypercall_offer(REPORT_EXTENSION, REPORT_NUMBER, take_report);
    return next_report() == FIRST;
}

/* --- Orders --- */

struct order *report_of(unsigned pid)
{
    return orders[pid];
}

bool is_busy(unsigned pid)
{
    return busy[pid];
}

struct order *give_order(unsigned pid, enum order_kind what, uint64_t a, uint64_t b, uint64_t c)
{
    struct order *order = orders[pid];
    if (!order || busy[pid])
        must(error_of("process %u cannot have an order", pid));
    orders[FIRST]->own_call = own_number;
    order->own_call = own_number;
    order->arguments[0] = a;
    order->arguments[1] = b;
    order->arguments[2] = c;
    order->what = what;
    busy[pid] = true;
    return order;
}

bool guest_run(unsigned pid)
{
    while (busy[pid] && !over)
        next_report();
    return !busy[pid];
}

int64_t obey_order(unsigned pid, enum order_kind what, uint64_t a, uint64_t b, uint64_t c)
{
    if (over)
        return 0;
    give_order(pid, what, a, b, c);
    return guest_run(pid) ? orders[pid]->results[0] : 0;
}

struct order *give_call(unsigned pid, unsigned n, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    struct order *order = give_order(pid, ORDER_OWN, a, b, c);
    order->number = n;
    order->times = 1;
    order->arguments[3] = d;
    return order;
}

int64_t own_call(unsigned pid, unsigned n, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    if (over)
        return 0;
    give_call(pid, n, a, b, c, d);
    return guest_run(pid) ? orders[pid]->results[0] : 0;
}

/* Parent and child report, in any order. */
unsigned new_process(unsigned parent)
{
    unsigned child = obey_order(parent, ORDER_FORK, 0, 0, 0);
    if (over || !child || child > PROCESSES)
        return 0;
    while (!orders[child] && !over)
        next_report();
    return over ? 0 : child;
}

void store_bytes(unsigned pid, uint64_t address, const void *bytes, unsigned count)
{
    if (over)
        return;
    memcpy(orders[pid]->bytes, bytes, count);
    obey_order(pid, ORDER_STORE, address, count, 0);
}

const uint8_t *load_bytes(unsigned pid, uint64_t address, unsigned count)
{
    obey_order(pid, ORDER_LOAD, address, count, 0);
    return orders[pid]->bytes;
}
