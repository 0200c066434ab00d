/*
 * Fuzz: step 5, with one guest after the other out of a random number generator.
 *
 * Options: seed=N of the first stream (each next one has the next number), streams=N of them,
 * slice=N milliseconds for each, and mode=N for all (0 any words, 1 likely instructions, 2
 * hypercalls, 3 devices); else the seed chooses.
 *
 * With step 6, some of the guest's pages are promised only, in each stream others. With step 7 it
 * has devices, its interrupts and its timer. With step 8 it handles its programs' exceptions
 * itself, and half of the guests start with page tables of their own, in a program or its kernel.
 */
#include "fuzz_board.h"
#include "programs.h"

#if __has_include("demand.h")
#include "demand.h"
#define ON_DEMAND true
#else
#define ON_DEMAND     false
#define demand_init() OK
#endif
#if __has_include("devices.h")
#include "devices.h"
#else
#define EXIT_DEVICE EXIT_LATER /* no guest has programs there */
#endif
#if __has_include("delegation.h")
#include "delegation.h"
#else
#define delegate_to_guest(guest) OK
#endif
#include "handlers.h"
#include "timer.h"
#include "options.h"
#include "page_alloc.h"
#include "print.h"
#include "string.h"

static uint64_t slice = 1; /* milliseconds */

/* The stream that runs. Its seed can be found in the machine's memory when it never ends. */
struct {
    uint64_t seed, mode;
} fuzz_stream;

/* --- The console: what guests and their reports print is kept off it, unless there is only one ---
 */

static bool only_one;

/* A guest that reads never waits, and so what it reads is written to its memory. */
int __wrap_console_getc(void)
{
    return random_below(64) ? (int)random_below(256) : -1;
}

void print_seed(void)
{
    printf("fuzz: seed=%lu mode=%lu\n", fuzz_stream.seed, fuzz_stream.mode);
}

/* --- A stream --- */

static struct guest guest;
static struct vcpu vcpu;
static bool has_programs;

static exit_handler *handle_call;

static enum guest_action handle_and_call_again(struct vcpu *vcpu, struct vm_exit *exit)
{
    enum guest_action action = handle_call(vcpu, exit);
    if (fuzz_stream.mode == CALLS && action == GUEST_RESUMES)
        set_call(vcpu);
    return action;
}

static error make_guest(uint64_t seed)
{
    random_start(seed);
    uint64_t mode = random_below(8) ? WEIGHTED : ANY_WORDS;
    fuzz_stream.mode = board_mode(random_below(4) ? mode : CALLS);
    fuzz_stream.seed = seed;
    TRY(boot_number("mode", &fuzz_stream.mode));
    if (fuzz_stream.mode >= MODES)
        return error_of("mode=%lu: there are %d", fuzz_stream.mode, MODES);

    for (unsigned n = 0; n < CODE_PAGES; n++) {
        if (fuzz_stream.mode == DEVICES)
            board_fill_code(guest_page(n));
        else
            fill_code(guest_page(n), fuzz_stream.mode);
    }
    fill_tables();
    TRY(memory_promise());
    board_put_back();
    guest.entry = GUEST_FLAT_AT; /* set_registers() chooses another */
    vcpu_reset(&vcpu);
    vcpu_load(&vcpu);
    set_registers(&vcpu, fuzz_stream.mode);
    board_prepare(&vcpu, fuzz_stream.mode);
    has_programs = fuzz_stream.mode != CALLS && start_program(&vcpu);
    return OK;
}

/* The host's registers as they were before the stream, against those that are now. */
static error check_registers(const struct register_value *before)
{
    struct register_value now[HOST_REGISTERS];
    unsigned count = host_registers(now);
    for (unsigned i = 0; i < count; i++) {
        if ((now[i].value ^ before[i].value) & ~board_guest_bits(now[i].name))
            return error_of("the host's %s was %016lx and is %016lx", now[i].name, before[i].value,
                            now[i].value);
    }
    return OK;
}

static void stop_timer(void)
{
    host_timer_set(UINT64_MAX);
    host_timer_acknowledge();
}

static error run_stream(uint64_t seed)
{
    struct register_value before[HOST_REGISTERS];
    mute = !only_one;
    TRY(make_guest(seed));
    stop_timer();
    host_registers(before);
    TRY(start_slice(slice));
    report_end(&vcpu, run_vcpu(&vcpu));
    mute = false;
    stop_timer();
    TRY(check_registers(before));
    TRY(memory_give_all());
    return memory_check();
}

/* --- All of them --- */

static uint64_t ends[EXIT_KINDS]; /* streams that ended with an exit of that kind */
static uint64_t all_at_once;      /* streams with programs, and an access that a device answered */

static error run_streams(uint64_t seed, uint64_t streams)
{
    for (uint64_t i = 0; i < streams; i++) {
        uint64_t device_exits = vcpu.ring.counts[EXIT_DEVICE];
        error problem = run_stream(seed + i);
        if (problem)
            return problem;
        ends[vcpu.ring.last->kind]++;
        all_at_once += has_programs && vcpu.ring.counts[EXIT_DEVICE] > device_exits;
    }
    return OK;
}

static error fuzz(uint64_t *seed, uint64_t *streams)
{
    TRY(boot_number("seed", seed));
    TRY(boot_number("streams", streams));
    TRY(boot_number("slice", &slice));
    TRY(demand_init());
    TRY(memory_init(&guest, ON_DEMAND));
    guest.start = start_flat;
    TRY(board_give(&guest, &vcpu));
    memory_remember();
    TRY(delegate_to_guest(&guest));
    TRY(vcpu_init(&vcpu, &guest, 0));
    TRY(host_timer_init());
    handle_call = exit_handlers[EXIT_HYPERCALL];
    exit_handlers[EXIT_HYPERCALL] = handle_and_call_again;
    only_one = *streams == 1;
    return run_streams(*seed, *streams);
}

int main(void)
{
    uint64_t seed = 1, streams = 1000;
    page_alloc_init();
    error problem = fuzz(&seed, &streams);
    if (problem) {
        mute = false;
        print_seed();
        printf("fuzz: %s\n", problem);
        return 1;
    }
    uint64_t exits = 0;
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++)
        exits += vcpu.ring.counts[kind];
    printf("fuzz: %lu streams from seed %lu on, %lu exits\nended by:", streams, seed, exits);
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++) {
        if (ends[kind])
            printf(" %s %lu", exit_kind_names[kind], ends[kind]);
    }
    printf("\n");
    if (ON_DEMAND)
        printf("fuzz: %lu pages given on demand\n", vcpu.ring.counts[EXIT_LATER]);
    board_print(&vcpu);
    if (all_at_once)
        printf("fuzz: %lu streams had programs and used devices\n", all_at_once);
    printf("fuzz: nothing found\n");
    return 0;
}
