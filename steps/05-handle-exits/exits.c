#include "exits.h"

struct exit_ring exit_ring;

struct vm_exit *exit_ring_last(void)
{
    return &exit_ring.slots[(exit_ring.count - 1) % EXIT_RING_SLOTS];
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
