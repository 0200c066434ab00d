/*
 * Step 10's main() for registers that pass from one guest to another. The image of its two guests
 * is a row of attempts, two times `slot` bytes each: one guest reads a register in the first half,
 * the other changes it in the second; each then calls, reads it again and calls again. Between the
 * two readings the other guest had the CPU: what was read must be the same. Then the two change
 * places, and after the reset the register must be what it was for the first.
 *
 * Options: attempts=N, slot=N, and value=N, the number of the general register that holds what was
 * read. The next one says which bits are changed.
 */
#include "guests.h"
#include "hand_over.h"
#include "options.h"
#include "report.h"
#include "save.h"
#include "tags.h"

static uint64_t attempts, slot, value;

/* Runs the vCPU, which is on the CPU, to its next call. False if it ends in another way: it does
 * not have that register, or cannot go on with what it has written there. */
static bool calls(struct vcpu *vcpu)
{
    for (;;) {
        world_switch(vcpu);
        struct vm_exit *exit = exit_ring_next(&vcpu->ring);
        exit_decode(vcpu, exit);
        if (exit->kind == EXIT_HYPERCALL) {
            skip_hypercall(vcpu);
            return true;
        }
        if (exit->kind != EXIT_REGISTER && exit->kind != EXIT_INSTRUCTION)
            return false;
        if (exit_handlers[exit->kind](vcpu, exit) != GUEST_RESUMES)
            return false;
    }
}

/* Puts the vCPU on the CPU as after a reset, at the n-th half of an attempt, and runs it. */
static bool starts(struct vcpu *vcpu, uint64_t first, uint64_t n, uint64_t bits)
{
    enum { MILLISECONDS = 100 }; /* it may fault for ever */
    vcpu->guest->entry = first + n * slot;
    vcpu->guest->start = start_elf;
    vcpu_reset(vcpu);
    vcpu_set_register(vcpu, value + 1, bits);
    vcpu_load_beside(vcpu);
    host_timer_set(time_counter() + MILLISECONDS * machine.timer_hz / 1000);
    bool has_called = calls(vcpu);
    host_timer_set(NEVER);
    host_timer_acknowledge();
    return has_called;
}

/* Whether it reads again what it has read. */
static bool keeps(struct vcpu *vcpu, uint64_t before)
{
    vcpu_restore(vcpu);
    bool same = calls(vcpu) && vcpu_register(vcpu, value) == before;
    vcpu_save(vcpu);
    return same;
}

static unsigned was_read, changed, wrong;

static const uint64_t bits[] = {UINT64_MAX, 0x8000000055555555}; /* also a mode of paging */

static void try_one(uint64_t first, uint64_t n, unsigned i)
{
    static uint64_t after_reset;
    struct vcpu *reader = shares[i]->vcpu, *writer = shares[!i]->vcpu;
    bool reads = starts(reader, first, 2 * n, 0);
    uint64_t before = vcpu_register(reader, value);
    vcpu_save(reader);
    if (!reads)
        return;
    if (i == 0)
        after_reset = before;
    bool writes = starts(writer, first, 2 * n + 1, bits[i]);
    uint64_t written = vcpu_register(writer, value);
    vcpu_save(writer);
    was_read++;
    changed += writes && written != before;
    const char *who = before != after_reset ? "reset" : keeps(reader, before) ? "writer" : "reader";
    if (*who == 'w' && (!writes || keeps(writer, written)))
        return;
    wrong++;
    printf("attempt %lu: of the %s, %016lx and %016lx\n", n, who, before, written);
}

int main(void)
{
    kernel_formats_add();
    if (!vm_init() || !guests_make())
        return 1;
    error problem = boot_number("attempts", &attempts);
    if (!problem)
        problem = boot_number("slot", &slot);
    if (!problem)
        problem = boot_number("value", &value);
    if (problem)
        return !!report_error("options", problem);
    tag_take(shares[0]);
    tag_take(shares[1]);
    uint64_t first = shares[0]->vcpu->guest->entry;
    for (uint64_t n = 0; n < attempts; n++) {
        for (unsigned i = 0; i < ARRAY_LENGTH(bits); i++)
            try_one(first, n, i);
    }
    printf("%u times read, %u changed, %u not as before\n", was_read, changed, wrong);
    return wrong > 0;
}
