/*
 * Step 10's main(), or step 11's, for pairs of random guests, beside one that looks at its
 * registers all the time (guest 1). Each of the others lives for a few slices or a thousand exits,
 * as a guest of the fuzzer: tests/fuzz/. Then it is stopped, and starts again as another one.
 *
 * Options: "restart", seed=N of the first life, and pairs=N of lives. It ends with status 0 when
 * all have ended, and guest 1 has found its registers and its memory as they were.
 */
#include "../many/hook.h"
#include "guest_memory.h"
#include "options.h"
#include "save.h"
#include "../fuzz/fuzz_board.h"
#include "../fuzz/programs.h"

#define WATCHES(vcpu) ((vcpu)->guest->number == 0)

static uint64_t seed = 1, pairs = 100;
static uint64_t lives, turns_left = 3; /* of guest 1, once all lives have ended */
static unsigned exits[GUESTS_MOST], slices[GUESTS_MOST];

void print_seed(void)
{
    printf("pairs: after %lu lives from seed %lu on\n", lives, seed);
}

/* --- A life --- */

static struct guest *filled;

uint8_t *guest_page(unsigned n)
{
    uint64_t left;
    return guest_memory_at(filled, GUEST_BASE + n * PAGE_SIZE, STAGE2_W, &left);
}

static void fill(enum mode mode)
{
    for (unsigned n = 0; n < CODE_PAGES; n++) {
        if (mode == DEVICES)
            board_fill_code(guest_page(n));
        else
            fill_code(guest_page(n), mode);
    }
    fill_tables();
}

/* The guest's other CPUs are made before its first. */
void __real_vcpu_load_beside(struct vcpu *vcpu);
void __wrap_vcpu_load_beside(struct vcpu *vcpu)
{
    __real_vcpu_load_beside(vcpu);
    if (WATCHES(vcpu))
        return;
    filled = vcpu->guest;
    board_use(filled);
    random_start(vcpu->number ? ~(seed + lives) : seed + lives++);
    enum mode mode = board_mode(random_below(8) ? WEIGHTED : random_below(2) ? ANY_WORDS : CALLS);
    if (!vcpu->number)
        fill(mode);
    set_registers(vcpu, mode);
    board_prepare(vcpu, mode);
    if (mode != CALLS)
        start_program(vcpu);
    exits[filled->number] = slices[filled->number] = 0;
}

static struct share *share_of(const struct vcpu *vcpu)
{
    unsigned n = 0;
    while (shares[n]->vcpu != vcpu)
        n++;
    return shares[n];
}

/* Step 11: as they are, without a call of the guest's that names an entry. */
static void turn_on_others(const struct guest *guest)
{
    for (unsigned n = 1; n < guest->cpus; n++) {
        struct share *share = share_of(guest->vcpus[n]);
        if (share->state == SHARE_OFF)
            scheduler_turn_on(share);
    }
}

/* --- Guest 1 --- */

/* Of all the memory that it has been given. It writes none. */
static uint64_t sum_of_memory(const struct guest *guest)
{
    uint64_t sum = 0;
    struct stage2_place place;
    for (uint64_t at = GUEST_BASE; at < GUEST_BASE + guest->ram.size; at += place.left) {
        if (!stage2_lookup(&guest->stage2, at, &place))
            continue;
        for (uint64_t i = 0; i < place.left / 8; i++)
            sum = (sum << 7 | sum >> 57) * 31 + ((uint64_t *)place.hpa)[i];
    }
    return sum;
}

static void print_exits(void)
{
    printf("exits:");
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++) {
        uint64_t count = 0;
        for (unsigned n = 0; n < shares_count; n++)
            count += WATCHES(shares[n]->vcpu) ? 0 : shares[n]->vcpu->ring.counts[kind];
        if (count)
            printf(" %s %lu", exit_kind_names[kind], count);
    }
    printf("\n");
}

static _Noreturn void finish(const struct guest *guest, uint64_t sum, bool has_failed)
{
    mute = false;
    print_exits();
    bool same = sum == sum_of_memory(guest);
    printf("%lu lives from seed %lu on; of guest 1 the registers %s, the memory %s\n", lives, seed,
           has_failed ? "have changed" : "are the same", same ? "is the same" : "has changed");
    power_off(has_failed || !same);
}

/* --- Exits --- */

#define A_WAIT (machine.timer_hz / 100)

static enum guest_action look_again(struct vcpu *vcpu, struct deadline *deadline)
{
    deadline_set(deadline, time_counter() + A_WAIT);
    return GUEST_RESUMES;
}

/* Waits of the random guests are ended: WFI "may resume for any reason". */
bool __real_vcpu_has_interrupt(const struct vcpu *vcpu);
bool __wrap_vcpu_has_interrupt(const struct vcpu *vcpu)
{
    const struct share *share = share_of(vcpu);
    bool waits = !WATCHES(vcpu) && share->state == SHARE_WAITS;
    return __real_vcpu_has_interrupt(vcpu) || (waits && time_counter() - share->since > A_WAIT);
}

static enum guest_action hooked(struct vcpu *vcpu, struct vm_exit *exit)
{
    static uint64_t sum;
    unsigned n = vcpu->guest->number;
    bool is_slice = exit->kind == EXIT_TIMER;
    enum guest_action action = real[exit->kind](vcpu, exit);
    if (WATCHES(vcpu)) {
        if (!sum)
            sum = sum_of_memory(vcpu->guest);
        bool ends = lives >= 2 * pairs && is_slice && !turns_left--;
        if (ends || action > GUEST_WAITS)
            finish(vcpu->guest, sum, !ends);
        return action;
    }
    if (!exits[n] && !vcpu->number)
        turn_on_others(vcpu->guest);
    slices[n] += is_slice;
    bool is_over = action > GUEST_WAITS || ++exits[n] == 1000 || slices[n] == 3;
    if (!is_over)
        return action;
    vcpu->why_stopped = "its life is over";
    return GUEST_STOPPED;
}

int main(void)
{
    error problem = boot_number("seed", &seed);
    if (!problem)
        problem = boot_number("pairs", &pairs);
    if (problem)
        return !!report_error("options", problem);
    if (!make_and_hook())
        return 1;
    static struct deadline look = {.reached = look_again, .when = NEVER};
    deadline_set(&look, time_counter());
    mute = true;
    return run_hooked();
}
