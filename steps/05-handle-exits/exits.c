#include "exits.h"

#include "options.h"
#include "page_alloc.h"
#include "vcpu.h"

struct exit_ring *exit_rings;

const char *exit_kind_names[EXIT_KINDS] = {
    [EXIT_UNKNOWN] = "unknown",         [EXIT_HYPERCALL] = "hypercall",
    [EXIT_PORT_IO] = "port I/O",        [EXIT_STAGE2_FAULT] = "stage-2 fault",
    [EXIT_SHUTDOWN] = "shutdown",       [EXIT_IDENTIFY] = "identify",
    [EXIT_INSTRUCTION] = "instruction", [EXIT_WAIT] = "wait",
    [EXIT_EXCEPTION] = "exception",     [EXIT_REGISTER] = "register",
    [EXIT_INTERRUPT] = "interrupt",     [EXIT_TIMER] = "timer",
};

error exit_ring_init(struct vcpu *vcpu)
{
    struct exit_ring *ring = &vcpu->ring;
    struct guest *guest = vcpu->guest;
    uint64_t slots = 1024;
    TRY(boot_number("ring", &slots));
    if (slots < 2 || slots & (slots - 1) || slots > UINT32_MAX)
        return error_of("ring=%lu: not a power of two from 2 on", slots);
    *ring = (struct exit_ring){
        .next_ring = exit_rings,
        .vcpu = vcpu,
        .guest = guest,
        .slots = page_alloc(order_of(slots * sizeof *ring->slots)),
        .mask = slots - 1,
        .kinds = EXIT_KINDS,
    };
    if (!ring->slots)
        return error_of("ring=%lu: no memory for so many exits", slots);
    for (uint64_t i = 0; i < slots; i++) { /* the rest is zero */
        ring->slots[i].guest = guest->number;
        ring->slots[i].vcpu = vcpu->number;
        ring->slots[i].next = &ring->slots[(i + 1) & ring->mask];
    }
    ring->last = &ring->slots[ring->mask];
    exit_rings = ring;
    return OK;
}
