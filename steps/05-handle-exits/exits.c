#include "exits.h"

#include "options.h"
#include "page_alloc.h"

struct exit_ring exit_ring;

error exit_ring_init(void)
{
    uint64_t slots = 1024;
    error problem = boot_number("ring", &slots);
    if (problem)
        return problem;
    if (!slots || slots & (slots - 1) || slots > UINT32_MAX)
        return error_of("ring=%lu: not a power of two", slots);
    exit_ring.mask = slots - 1;
    exit_ring.slots = page_alloc(order_of(slots * sizeof *exit_ring.slots));
    if (!exit_ring.slots)
        return error_of("ring=%lu: no memory for so many exits", slots);
    for (uint64_t i = 0; i < slots; i++)
        exit_ring.slots[i].next = &exit_ring.slots[(i + 1) & exit_ring.mask];
    exit_ring.next = exit_ring.slots;
    return OK;
}

struct vm_exit *exit_ring_last(void)
{
    return &exit_ring.slots[(exit_ring.count - 1) & exit_ring.mask];
}

const char *exit_kind_name(enum exit_kind kind)
{
    static const char *const names[EXIT_KINDS] = {
        [EXIT_HYPERCALL] = "hypercall",     [EXIT_STAGE2_FAULT] = "stage-2 fault",
        [EXIT_PORT_IO] = "port I/O",        [EXIT_IDENTIFY] = "identify",
        [EXIT_SHUTDOWN] = "shutdown",       [EXIT_WAIT] = "wait",
        [EXIT_INSTRUCTION] = "instruction", [EXIT_REGISTER] = "register",
        [EXIT_EXCEPTION] = "exception",     [EXIT_TIMER] = "timer",
        [EXIT_INTERRUPT] = "interrupt",     [EXIT_UNKNOWN] = "unknown",
    };
    return names[kind];
}
