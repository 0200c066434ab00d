/* A solution of exercise 9.1. */
#include "exercise.h"

static uint64_t all_exits(const struct exit_ring *ring)
{
    uint64_t sum = 0;
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++)
        sum += ring->counts[kind];
    return sum;
}

/* What is not answered reads 0. */
static void ask(struct oracle *oracle, uint32_t question)
{
    const struct exit_ring *ring = &oracle->vcpu->ring;
    oracle->status = STATUS_ANSWERED;
    oracle->answer = 0;
    if (question == QUESTION_EXITS)
        oracle->answer = all_exits(ring);
    else if (question == QUESTION_TIME)
        oracle->answer = (time_counter() - oracle->added_at) * 1000 / machine.timer_hz;
    else if (question != QUESTION_EXITS_OF)
        oracle->status = STATUS_NO_QUESTION;
    else if (oracle->argument >= EXIT_KINDS)
        oracle->status = STATUS_NO_KIND;
    else
        oracle->answer = ring->counts[oracle->argument];
}

static uint64_t oracle_read(struct device *device, uint64_t offset, unsigned size)
{
    const struct oracle *oracle = (const struct oracle *)device;
    if (offset == ORACLE_ID && size == 4)
        return ORACLE_IS;
    if (offset == ORACLE_STATUS && size == 4)
        return oracle->status;
    if (offset == ORACLE_ANSWER)
        return size == 8 ? oracle->answer : (uint32_t)oracle->answer;
    if (offset == ORACLE_ANSWER + 4)
        return oracle->answer >> 32;
    return 0;
}

static void oracle_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct oracle *oracle = (struct oracle *)device;
    if (offset == ORACLE_ARGUMENT && size == 8)
        oracle->argument = value;
    else if (offset == ORACLE_QUESTION && size == 4)
        ask(oracle, value);
}

error oracle_add(struct guest *guest, struct oracle *oracle, uint64_t base, struct vcpu *vcpu)
{
    *oracle = (struct oracle){.device = {.name = "oracle",
                                         .base = base,
                                         .bytes = ORACLE_BYTES,
                                         .sizes = 4 | 8,
                                         .read = oracle_read,
                                         .write = oracle_write},
                              .vcpu = vcpu,
                              .added_at = time_counter(),
                              .status = STATUS_NOT_ASKED};
    return device_add(guest, &oracle->device);
}
